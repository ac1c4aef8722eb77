using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Checkpoints.Description;
using Patchscopes.Model.Running;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Configuration;

namespace Patchscopes.Web.Services.Inference;

/// <summary>The embedded model and the folders of Models:Folder.</summary>
internal sealed class ModelSource(IOptions<ModelsOptions> options) : IModelSource
{
    private readonly ConcurrentDictionary<string, (string Stamp, ModelFacts Facts)> _facts = new(StringComparer.Ordinal);
    private readonly ModelCatalog _catalog = new(options.Value.Folder is { Length: > 0 } folder ? Path.GetFullPath(folder) : null);

    private readonly ModelPlacement _placement = ModelPlacement.Of(options.Value.Device, options.Value.DataType);

    public IReadOnlyList<string> List() => _catalog.List();

    public void UseThreads(int threads) => TorchSettings.Start(threads);

    public IPromptTokens LoadTokenizer(string name) => new PromptTokens(PromptTokenizer.Load(FolderOf(name)));

    public ModelFacts FactsOf(string name)
    {
        try
        {
            var folder = FolderOf(name);
            var stamp = string.Join('|', new DirectoryInfo(folder).EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal)
                .Select(file => FormattableString.Invariant($"{file.Name}:{file.Length}:{file.LastWriteTimeUtc.Ticks}")));
            if (!_facts.TryGetValue(folder, out var known) || known.Stamp != stamp)
                _facts[folder] = known = (stamp, Read(folder) with { Stamp = stamp });
            return known.Facts;
        }
        catch (ModelLoadException error)
        {
            return new ModelFacts(Problem: error.Message);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new ModelFacts(Problem: "its folder cannot be read.");
        }
    }

    public ILoadedModel Load(string name, IProgress<double> progress, CancellationToken cancellationToken) =>
        new EngineModel(LoadedModel.Load(name, FolderOf(name), progress, _placement));

    // The list is read anew each time, so a folder may have gone since the name was found in it.
    private string FolderOf(string name) => _catalog.FolderOf(name)
        ?? throw new ModelLoadException("its folder is no longer there.");

    private ModelFacts Read(string folder)
    {
        var size = ModelSize.Of(folder, _placement);
        return new ModelFacts(ConfigWords.InShort(CheckpointDescription.ConfigOf(folder)), size.DiskBytes, size.MemoryBytes);
    }
}
