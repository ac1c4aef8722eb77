using Microsoft.Extensions.Options;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Running;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Configuration;

namespace Patchscopes.Web.Services.Inference;

/// <summary>The embedded model and the folders of Models:Folder.</summary>
internal sealed class ModelSource(IOptions<ModelsOptions> options) : IModelSource
{
    private readonly ModelCatalog _catalog = new(options.Value.Folder is { Length: > 0 } folder ? Path.GetFullPath(folder) : null);

    public IReadOnlyList<string> List() => _catalog.List();

    public void UseThreads(int threads) => TorchSettings.Start(threads);

    public IPromptTokens LoadTokenizer(string name) => new PromptTokens(PromptTokenizer.Load(FolderOf(name)));

    public ILoadedModel Load(string name, CancellationToken cancellationToken) => new EngineModel(LoadedModel.Load(name, FolderOf(name)));

    // The list is read anew each time, so a folder may have gone since the name was found in it.
    private string FolderOf(string name) => _catalog.FolderOf(name)
        ?? throw new ModelLoadException("its folder is no longer there.");
}
