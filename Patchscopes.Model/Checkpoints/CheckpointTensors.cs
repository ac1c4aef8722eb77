using System.Security.Cryptography;
using System.Text;
using Patchscopes.Model.Checkpoints.PyTorch;
using TorchSharp;
using static TorchSharp.torch;

namespace Patchscopes.Model.Checkpoints;

/// <summary>
/// The tensors of a checkpoint folder, in one file or in shards with an index, safetensors or PyTorch's own. A family takes
/// each by name and shape; what nobody took and nobody listed as harmless is an error, for it would silently change the model.
/// </summary>
internal sealed class CheckpointTensors : IDisposable
{
    /// <summary>By preference: safetensors needs no trust.</summary>
    private static readonly IReadOnlyList<string> SingleFiles = ["model.safetensors", "pytorch_model.bin"];

    private readonly List<WeightFile> _files;
    private readonly Dictionary<string, WeightFile> _where;
    private readonly HashSet<string> _left;
    /// <summary>By reference: tensors are equal where their numbers are.</summary>
    private readonly HashSet<Tensor> _taken = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, long> _types = [];
    private readonly Device _device;
    private readonly ScalarType _type;
    private readonly IncrementalHash _hash;

    private CheckpointTensors(List<WeightFile> files, Dictionary<string, WeightFile> where, Device device, ScalarType type, IncrementalHash hash)
    {
        (_files, _where, _device, _type, _hash) = (files, where, device, type, hash);
        _left = [.. where.Keys];
    }

    /// <summary>Names that weights may have, by preference: a file that holds them all, or the index of their shards.</summary>
    public static IReadOnlyList<string> KnownFiles { get; } = [.. SingleFiles.SelectMany(name => new[] { name, IndexOf(name) })];

    /// <summary>Weight files of a folder, the index first where there is one.</summary>
    public static IReadOnlyList<string> FilesOf(string folder)
    {
        foreach (var single in SingleFiles.Select(name => Path.Combine(folder, name)))
        {
            if (File.Exists(single))
                return [single];
            var index = IndexOf(single);
            if (File.Exists(index))
                return [index, .. CheckpointIndex.Read(index).Values.Distinct().Order(StringComparer.Ordinal).Select(shard => Path.Combine(folder, shard))];
        }
        throw new ModelLoadException($"The model folder holds none of {string.Join(", ", KnownFiles)}. Put the weights beside config.json.");
    }

    /// <summary>
    /// Opens the weights of a folder; what is taken of them goes through <paramref name="hash"/>. A <paramref name="type"/>
    /// of null is the one that most of them are stored in.
    /// </summary>
    public static CheckpointTensors Open(string folder, Device device, ScalarType? type, IncrementalHash hash)
    {
        var paths = FilesOf(folder);
        var files = new List<WeightFile>();
        try
        {
            foreach (var path in paths.Skip(IsIndex(paths[0]) ? 1 : 0))
                files.Add(OpenFile(path, paths[0]));
            return new CheckpointTensors(files, Locate(files, paths[0]), device, type ?? StoredType(files), hash);
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
        foreach (var tensor in _taken)
            tensor.Dispose();
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

    private static Dictionary<string, WeightFile> Locate(List<WeightFile> files, string first)
    {
        var where = new Dictionary<string, WeightFile>();
        foreach (var file in files)
        {
            foreach (var name in file.Entries.Keys)
            {
                if (!where.TryAdd(name, file))
                    throw new ModelLoadException($"Tensor {name} stands in {where[name].Name} and in {file.Name}.");
            }
        }
        if (IsIndex(first))
            CheckpointIndex.Check(first, where);
        return where;
    }

    /// <summary>The type of most numbers; masks and counters do not count.</summary>
    private static ScalarType StoredType(List<WeightFile> files) => files.SelectMany(file => file.Entries.Values)
        .Where(entry => entry.Type.Weights is not null).GroupBy(entry => entry.Type.Weights!.Value)
        .OrderByDescending(type => type.Sum(entry => entry.Elements)).Select(type => type.Key).FirstOrDefault(ScalarType.Float32);

    /// <summary>Shards are read in the format that the name of their index says.</summary>
    private static WeightFile OpenFile(string path, string first) =>
        Path.GetFileName(first).StartsWith("pytorch_", StringComparison.Ordinal) ? PyTorchFile.Open(path) : SafetensorsFile.Open(path);

    private static string IndexOf(string single) => single + ".index.json";

    /// <summary>Whether a weight file is the index of others.</summary>
    public static bool IsIndex(string path) => path.EndsWith(".json", StringComparison.Ordinal);
}
