using ICSharpCode.SharpZipLib.Checksum;
using Microsoft.Win32.SafeHandles;

namespace Patchscopes.Model.Checkpoints.PyTorch;

/// <summary>
/// A pytorch_model.bin as torch.save has written it since PyTorch 1.6: a zip that holds a pickle of tensors, each a view
/// of one of the storages beside it. The pickle is read by a machine that can build tensors and nothing else.
/// </summary>
internal static class PyTorchFile
{
    private const string PickleName = "/data.pkl";

    /// <summary>A view may repeat its numbers (expand); more than this is no checkpoint but an attempt to fill the memory.</summary>
    private const long MostRepetition = 4;

    /// <summary>Opens a file and checks its table of contents. Large tensors are read in pieces of <paramref name="pieceBytes"/>.</summary>
    public static WeightFile Open(string path, int pieceBytes = WeightFile.PieceBytes) => WeightFile.Open(path, pieceBytes, Parse);

    private static IReadOnlyDictionary<string, WeightEntry> Parse(string name, SafeFileHandle file)
    {
        CheckForm(name, file);
        var records = ZipDirectory.Read(name, file);
        var pickles = records.Keys.Where(record => record.EndsWith(PickleName, StringComparison.Ordinal) && record.IndexOf('/', StringComparison.Ordinal) == record.Length - PickleName.Length).ToList();
        if (pickles is not [var pickle])
            throw new ModelLoadException($"{name} is a zip, but not one of PyTorch's: it holds no single data.pkl.");
        var root = pickle[..^PickleName.Length];
        if (records.ContainsKey($"{root}/constants.pkl"))
            throw new ModelLoadException($"{name} is a TorchScript program, not weights. Take the checkpoint that save_pretrained wrote.");
        if (records.TryGetValue($"{root}/byteorder", out var order) && !Bytes(name, file, order).AsSpan().SequenceEqual("little"u8))
            throw new ModelLoadException($"{name} was written on a big-endian machine, which is not implemented. Convert it to safetensors.");
        var top = PickleReader.Read(name, CheckedBytes(name, file, records[pickle]));
        var entries = Tensors(name, top).ToDictionary(tensor => tensor.Key, tensor => Entry(name, tensor.Key, tensor.Value, root, records), StringComparer.Ordinal);
        CheckStorages(name, Tensors(name, top).Select(tensor => tensor.Value.Storage));
        CheckRepetition(name, entries.Values, RandomAccess.GetLength(file));
        return entries;
    }

    /// <summary>Names the old forms, which start otherwise than a zip does.</summary>
    private static void CheckForm(string name, SafeFileHandle file)
    {
        Span<byte> start = stackalloc byte[64];
        start = start[..RandomAccess.Read(file, start, 0)];
        if (start.StartsWith("PK\x03\x04"u8))
            return;
        if (start is [0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, ..])
        {
            throw new ModelLoadException(
                $"{name} has the old form that PyTorch wrote before version 1.6, a row of pickles and not a zip; it is not read here. " +
                $"Convert it once with PyTorch: torch.save(torch.load(\"{name}\", map_location=\"cpu\"), \"{name}\"), or take the checkpoint in the safetensors format.");
        }
        throw new ModelLoadException($"{name} is no PyTorch checkpoint: it does not begin as a zip does. {GitPointer.Hint(start)}");
    }

    private static IEnumerable<KeyValuePair<string, PickleTensor>> Tensors(string name, object? top)
    {
        if (top is not PickleDictionary state)
            throw new ModelLoadException($"{name} holds no dictionary of tensors by name. Take the checkpoint that save_pretrained wrote.");
        foreach (var (key, value) in state.IsEmpty ? [] : state.Items)
        {
            yield return value is PickleTensor tensor
                ? new KeyValuePair<string, PickleTensor>(key, tensor)
                : throw new ModelLoadException($"{name} holds under {key} a {(value as PickleValue)?.Kind ?? "plain value"} where a tensor is wanted. Take the checkpoint that save_pretrained wrote.");
        }
    }

    private static WeightEntry Entry(string file, string name, PickleTensor tensor, string root, IReadOnlyDictionary<string, ZipRecord> records)
    {
        var storage = tensor.Storage;
        if (!records.TryGetValue($"{root}/data/{storage.Key}", out var record))
            throw new ModelLoadException($"{file} lacks the storage {storage.Key} of tensor {name}. Fetch the file again.");
        if (record.Length / storage.Type.Size != storage.Count || record.Length % storage.Type.Size != 0)
            throw new ModelLoadException($"{file}: the storage {storage.Key} of tensor {name} has {record.Length} bytes where {storage.Count} numbers of {storage.Type.Name} are due. Fetch the file again.");
        return new WeightEntry(storage.Type, tensor.Shape, tensor.Strides, record.Begin + (tensor.Offset * storage.Type.Size));
    }

    /// <summary>Views of one storage must agree on what its numbers are.</summary>
    private static void CheckStorages(string file, IEnumerable<PickleStorage> storages)
    {
        var types = new Dictionary<string, ElementType>(StringComparer.Ordinal);
        foreach (var storage in storages)
        {
            if (!types.TryAdd(storage.Key, storage.Type) && types[storage.Key] != storage.Type)
                throw new ModelLoadException($"{file}: the storage {storage.Key} is of two types, {types[storage.Key].Name} and {storage.Type.Name}. The file is damaged.");
        }
    }

    private static void CheckRepetition(string file, IEnumerable<WeightEntry> entries, long length)
    {
        // Each product fits by itself, as its tensor was checked; the sum might not.
        var bytes = entries.Sum(entry => (decimal)entry.Elements * entry.Type.Size);
        if (bytes > (decimal)length * MostRepetition)
            throw new ModelLoadException($"{file} holds {length:N0} bytes, of which its tensors make {bytes:N0} by repeating them. No checkpoint does so; it is refused.");
    }

    private static byte[] CheckedBytes(string name, SafeFileHandle file, ZipRecord record)
    {
        var bytes = Bytes(name, file, record);
        var checksum = new Crc32();
        checksum.Update(bytes);
        return checksum.Value == record.Crc ? bytes : throw new ModelLoadException($"{name}: the checksum of its pickle is wrong: it is damaged. Fetch the file again.");
    }

    private static byte[] Bytes(string name, SafeFileHandle file, ZipRecord record)
    {
        if (record.Length > Array.MaxLength)
            throw new ModelLoadException($"{name}: its pickle is larger than any of weights. Fetch the file again.");
        var bytes = new byte[record.Length];
        FileBytes.Read(name, file, bytes, record.Begin);
        return bytes;
    }
}
