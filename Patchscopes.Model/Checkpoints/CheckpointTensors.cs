using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Patchscopes.Model.Checkpoints;

/// <summary>
/// The tensors of a checkpoint folder, in one safetensors file or in shards with an index. A family takes each by name
/// and shape; what nobody took and nobody listed as harmless is an error, for it would silently change the model.
/// </summary>
internal sealed class CheckpointTensors : IDisposable
{
    private const string SingleFile = "model.safetensors";
    private const string IndexFile = "model.safetensors.index.json";

    private readonly List<SafetensorsFile> _files;
    private readonly Dictionary<string, SafetensorsFile> _where;
    private readonly HashSet<string> _left;
    private readonly List<Tensor> _taken = [];
    private readonly Dictionary<string, long> _types = [];
    private readonly Device _device;
    private readonly ScalarType _type;
    private readonly IncrementalHash _hash;

    private CheckpointTensors(List<SafetensorsFile> files, Dictionary<string, SafetensorsFile> where, Device device, ScalarType type, IncrementalHash hash)
    {
        (_files, _where, _device, _type, _hash) = (files, where, device, type, hash);
        _left = [.. where.Keys];
    }

    /// <summary>Weight files of a folder, the index first where there is one.</summary>
    public static IReadOnlyList<string> FilesOf(string folder)
    {
        if (File.Exists(Path.Combine(folder, SingleFile)))
            return [Path.Combine(folder, SingleFile)];
        var index = Path.Combine(folder, IndexFile);
        if (File.Exists(index))
            return [index, .. Shards(index).Values.Distinct().Order(StringComparer.Ordinal).Select(shard => Path.Combine(folder, shard))];
        throw new ModelLoadException($"The model folder holds neither {SingleFile} nor {IndexFile}. Put the weights beside config.json.");
    }

    /// <summary>Opens the weights of a folder; what is taken of them goes through <paramref name="hash"/>.</summary>
    public static CheckpointTensors Open(string folder, Device device, ScalarType type, IncrementalHash hash)
    {
        var paths = FilesOf(folder);
        var files = new List<SafetensorsFile>();
        try
        {
            foreach (var path in paths.Where(p => !p.EndsWith(".json", StringComparison.Ordinal)))
                files.Add(SafetensorsFile.Open(path));
            return new CheckpointTensors(files, Locate(files, paths[0]), device, type, hash);
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
    }

    /// <summary>The types of the tensors taken, as the files call them, that of the most numbers first.</summary>
    public IReadOnlyList<string> StoredTypes => [.. _types.OrderByDescending(type => type.Value).Select(type => type.Key)];

    public bool Has(string name) => _where.ContainsKey(name);

    /// <summary>Reads a tensor that must have this shape. Until <see cref="Finish"/> it is this object's to dispose of.</summary>
    public Tensor Take(string name, params long[] shape)
    {
        if (!_where.TryGetValue(name, out var file))
            throw new ModelLoadException($"The checkpoint lacks the tensor {name}. Its weights do not belong to its config.json, or a shard is missing.");
        var stored = file.Entries[name].Shape;
        if (!stored.SequenceEqual(shape))
        {
            throw new ModelLoadException(
                $"{file.Name}: tensor {name} has shape [{string.Join(", ", stored)}] where config.json makes it [{string.Join(", ", shape)}].");
        }
        _left.Remove(name);
        // The type decides how the bytes that follow are read; names and shapes follow from the config.
        var typeName = file.Entries[name].TypeName;
        _hash.AppendData(Encoding.UTF8.GetBytes(typeName));
        _types[typeName] = _types.GetValueOrDefault(typeName) + stored.Aggregate(1L, (product, size) => product * size);
        var tensor = Move(file.Read(name, _type, _hash));
        _taken.Add(tensor);
        return tensor;
    }

    /// <summary>Drops a tensor that was taken only to be compared.</summary>
    public void Release(Tensor tensor)
    {
        _taken.Remove(tensor);
        tensor.Dispose();
    }

    /// <summary>Puts a tensor that was made of taken ones in their place, and lets go of these.</summary>
    public Tensor Replace(Tensor made, params ReadOnlySpan<Tensor> parts)
    {
        _taken.Add(made.DetachFromDisposeScope());
        foreach (var part in parts)
            Release(part);
        return made;
    }

    /// <summary>A tensor known by its exact name to change nothing, such as a stored causal mask.</summary>
    public void Ignore(string name) => _left.Remove(name);

    /// <summary>Hands the taken tensors over to the caller, unless some of the checkpoint was not understood.</summary>
    public void Finish()
    {
        if (_left.Count > 0)
        {
            var some = string.Join(", ", _left.Order(StringComparer.Ordinal).Take(5));
            throw new ModelLoadException(
                $"The checkpoint holds {_left.Count} tensor(s) that this kind of model does not have: {some}{(_left.Count > 5 ? ", …" : "")}. " +
                "It is another kind of model, or a variant that is not implemented.");
        }
        _taken.Clear();
    }

    public void Dispose()
    {
        _taken.ForEach(tensor => tensor.Dispose());
        _files.ForEach(file => file.Dispose());
    }

    /// <summary>To the device, and out of whatever dispose scope the caller has open: weights outlive it.</summary>
    private Tensor Move(Tensor tensor)
    {
        if (_device.type == DeviceType.CPU)
            return tensor.DetachFromDisposeScope();
        using (tensor)
            return tensor.to(_device).DetachFromDisposeScope();
    }

    private static Dictionary<string, SafetensorsFile> Locate(List<SafetensorsFile> files, string first)
    {
        var where = new Dictionary<string, SafetensorsFile>();
        foreach (var file in files)
        {
            foreach (var name in file.Entries.Keys)
            {
                if (!where.TryAdd(name, file))
                    throw new ModelLoadException($"Tensor {name} stands in {where[name].Name} and in {file.Name}.");
            }
        }
        if (first.EndsWith(".json", StringComparison.Ordinal))
            CheckIndex(Shards(first), where);
        return where;
    }

    private static void CheckIndex(Dictionary<string, string> index, Dictionary<string, SafetensorsFile> where)
    {
        foreach (var (tensor, shard) in index)
        {
            if (!where.TryGetValue(tensor, out var file) || file.Name != shard)
                throw new ModelLoadException($"{IndexFile} says that {tensor} is in {shard}, but it is not. Fetch the shards again.");
        }
        if (where.Keys.FirstOrDefault(name => !index.ContainsKey(name)) is { } unknown)
            throw new ModelLoadException($"{where[unknown].Name} holds the tensor {unknown}, which {IndexFile} does not list.");
    }

    private static Dictionary<string, string> Shards(string indexPath)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(indexPath), new JsonDocumentOptions { AllowDuplicateProperties = false });
            var shards = document.RootElement.GetProperty("weight_map").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString() ?? "");
            if (shards.Values.FirstOrDefault(name => name != Path.GetFileName(name) || name is "" or "." or "..") is { } outside)
                throw new ModelLoadException($"{IndexFile} names the shard \"{outside}\", which is not a file of the model's folder.");
            return shards;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"{IndexFile} is no index of shards: it needs a \"weight_map\" from tensor to file name.", error);
        }
    }
}
