using Patchscopes.Model.Training;

namespace Patchscopes.Model.Checkpoints;

/// <summary>
/// The models that can be named: the embedded ones first, then the model folders directly in the configured folder, by
/// folder name. A name is only ever looked up in this list, so no path can be named.
/// </summary>
/// <param name="modelsFolder">The configured folder; it may be missing.</param>
/// <param name="embeddedFolder">The folder of Atlas, then the only embedded model; null: all of them, where the build puts them.</param>
public sealed class ModelCatalog(string? modelsFolder, string? embeddedFolder = null)
{
    /// <summary>Name of the first embedded model, Atlas.</summary>
    public const string EmbeddedName = "atlas";

    private readonly IReadOnlyList<(string Name, string Path)> _embedded = embeddedFolder is null
        ? [.. EmbeddedNames.Select(name => (name, EmbeddedFolder(name)))]
        : [(EmbeddedName, embeddedFolder)];

    /// <summary>Names of the embedded models.</summary>
    public static IReadOnlyList<string> EmbeddedNames { get; } = [.. AtlasShape.All.Select(shape => shape.Name)];

    /// <summary>Where the build puts Atlas.</summary>
    public static string DefaultEmbeddedFolder => EmbeddedFolder(EmbeddedName);

    /// <summary>Where the build puts an embedded model.</summary>
    public static string EmbeddedFolder(string name) => Path.Combine(AppContext.BaseDirectory, "Embedded", name);

    /// <summary>The names, read anew from the folder on every call.</summary>
    public IReadOnlyList<string> List() => [.. Folders().Where(folder => IsModel(folder.Path)).Select(folder => folder.Name)];

    /// <summary>The folder of a listed name; null for any other text.</summary>
    public string? FolderOf(string name) => Folders().FirstOrDefault(folder => folder.Name == name && IsModel(folder.Path)).Path;

    /// <summary>Whether they are models is not looked at here.</summary>
    private IEnumerable<(string Name, string Path)> Folders() =>
        _embedded.Concat(Subfolders().OrderBy(path => path, StringComparer.Ordinal).Select(folder => (Name: Path.GetFileName(folder), Path: folder))
            .Where(folder => !EmbeddedNames.Contains(folder.Name)));

    private IEnumerable<string> Subfolders()
    {
        if (string.IsNullOrWhiteSpace(modelsFolder) || !Directory.Exists(modelsFolder))
            return [];
        try
        {
            // A link may lead outside the configured folder.
            return [.. new DirectoryInfo(modelsFolder).EnumerateDirectories().Where(folder => folder.LinkTarget is null).Select(folder => folder.FullName)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>What a folder's config is worth is told by whoever reads it: one that cannot be used is listed, so that it can be said why.</summary>
    private static bool IsModel(string folder) => File.Exists(Path.Combine(folder, "config.json"));
}
