using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace Patchscopes.Model.Training.Optimisation;

/// <summary>Writes a safetensors file: aside first, then renamed into place.</summary>
internal static class SafetensorsWriter
{
    /// <summary>The header is padded with spaces to a multiple of this many bytes.</summary>
    private const int Alignment = 8;

    public static void Write(string path, IReadOnlyList<KeyValuePair<string, Tensor>> tensors, ScalarType type)
    {
        var typeName = type switch
        {
            ScalarType.Float32 => "F32",
            ScalarType.Float16 => "F16",
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Only float32 and float16 are written."),
        };
        var aside = path + ".part";
        using (var stream = File.Create(aside))
        {
            stream.Write(Header(tensors, type, typeName));
            foreach (var (_, tensor) in tensors)
            {
                using var scope = NewDisposeScope();
                stream.Write(tensor.detach().to(type).contiguous().bytes);
            }
        }
        File.Move(aside, path, overwrite: true);
    }

    private static byte[] Header(IReadOnlyList<KeyValuePair<string, Tensor>> tensors, ScalarType type, string typeName)
    {
        var header = new Dictionary<string, object> { ["__metadata__"] = new Dictionary<string, string> { ["format"] = "pt" } };
        var offset = 0L;
        foreach (var (name, tensor) in tensors)
        {
            var end = offset + tensor.numel() * (type is ScalarType.Float16 ? 2 : 4);
            header[name] = new { dtype = typeName, tensor.shape, data_offsets = new[] { offset, end } };
            offset = end;
        }
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var padded = (json.Length + Alignment - 1) / Alignment * Alignment;
        var bytes = new byte[8 + padded];
        bytes.AsSpan(8).Fill((byte)' ');
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)padded);
        json.CopyTo(bytes, 8);
        return bytes;
    }
}
