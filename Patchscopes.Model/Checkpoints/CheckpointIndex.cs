using System.Text.Json;

namespace Patchscopes.Model.Checkpoints;

/// <summary>The index of a checkpoint in shards: which file holds which tensor.</summary>
internal static class CheckpointIndex
{
    /// <summary>From tensor to shard, each shard a file of the index's own folder.</summary>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        var file = Path.GetFileName(path);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { AllowDuplicateProperties = false });
            var shards = document.RootElement.GetProperty("weight_map").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString() ?? "");
            if (shards.Values.FirstOrDefault(name => !IsFileName(name)) is { } outside)
                throw new ModelLoadException($"{file} names the shard \"{outside}\", which is not a file of the model's folder.");
            return shards;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"{file} is no index of shards: it needs a \"weight_map\" from tensor to file name.", error);
        }
    }

    /// <summary>Throws unless index and shards say the same of every tensor.</summary>
    public static void Check(string path, IReadOnlyDictionary<string, WeightFile> where)
    {
        var (index, name) = (Read(path), Path.GetFileName(path));
        foreach (var (tensor, shard) in index)
        {
            if (!where.TryGetValue(tensor, out var file) || file.Name != shard)
                throw new ModelLoadException($"{name} says that {tensor} is in {shard}, but it is not. Fetch the shards again.");
        }
        if (where.Keys.FirstOrDefault(tensor => !index.ContainsKey(tensor)) is { } unknown)
            throw new ModelLoadException($"{where[unknown].Name} holds the tensor {unknown}, which {name} does not list.");
    }

    /// <summary>Backslashes and colons are path marks on some systems only; no shard has any.</summary>
    private static bool IsFileName(string name) =>
        name == Path.GetFileName(name) && name is not ("" or "." or "..") && name.IndexOfAny(['/', '\\', ':', '\0']) < 0;
}
