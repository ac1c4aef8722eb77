using System.Diagnostics.CodeAnalysis;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Storage;

/// <summary>The runs that are part of the program: published figures of real checkpoints, recorded and not computed here.</summary>
internal static class ShippedRuns
{
    private const string Folder = "Storage/Shipped/";
    private const string Extension = ".json";

    private static readonly Lazy<IReadOnlyList<OpenedRun>> Loaded = new(Load);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<OpenedRun> All => Loaded.Value;

    /// <summary>One of them by the end of its address, or null.</summary>
    public static OpenedRun? Find(string id) => All.FirstOrDefault(run => run.Id == id);

    /// <summary>The file of one of them: exporting it gives what was recorded, and no more.</summary>
    public static bool TryRead(string id, [NotNullWhen(true)] out byte[]? json)
    {
        json = null;
        if (Find(id) is null)
            return false;
        using var file = Open(Folder + id + Extension);
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        json = copy.ToArray();
        return true;
    }

    private static IReadOnlyList<OpenedRun> Load() =>
        [.. typeof(ShippedRuns).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Load)];

    private static OpenedRun Load(string name)
    {
        using var file = Open(name);
        var run = SavedJson.Read(file);
        return new OpenedRun(name[Folder.Length..^Extension.Length], run, run.Made, null, IsImported: false) { IsShipped = true };
    }

    private static Stream Open(string name) => typeof(ShippedRuns).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"The assembly lacks {name}.");
}
