using System.IO.Compression;

namespace Patchscopes.Web.Tests.Model.Checkpoints.PyTorch;

/// <summary>Writes the zip of a PyTorch checkpoint with the platform's own writer.</summary>
internal static class PyTorchBytes
{
    public static byte[] Of(byte[] pickle, params IEnumerable<(string Key, byte[] Bytes)> storages) =>
        Zip([("archive/data.pkl", pickle), ("archive/byteorder", "little"u8.ToArray()), .. storages.Select(storage => ($"archive/data/{storage.Key}", storage.Bytes)), ("archive/version", "3\n"u8.ToArray())]);

    public static byte[] Zip(IEnumerable<(string Name, byte[] Bytes)> files, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in files)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }
        return stream.ToArray();
    }

    /// <summary>Tensors of a safetensors file in a checkpoint of PyTorch's, each with a storage of its own.</summary>
    public static byte[] Of(params IReadOnlyList<StoredTensor> tensors)
    {
        var views = tensors.Select((tensor, number) => StoredView.Whole(tensor.Name, $"{number}", StorageType(tensor.Type), tensor.Shape));
        return Of(PickleWriter.Dictionary(views), tensors.Select((tensor, number) => ($"{number}", tensor.Bytes)));
    }

    public static byte[] Floats(params IEnumerable<float> values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static string StorageType(string type) => type switch
    {
        "F32" => "FloatStorage",
        "F16" => "HalfStorage",
        "BF16" => "BFloat16Storage",
        "F64" => "DoubleStorage",
        "U8" => "ByteStorage",
        "BOOL" => "BoolStorage",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
