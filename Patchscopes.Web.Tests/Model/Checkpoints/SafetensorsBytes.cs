using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Patchscopes.Web.Tests.Model.Checkpoints;

/// <summary>A tensor as a safetensors file stores it.</summary>
internal sealed record StoredTensor(string Name, string Type, long[] Shape, byte[] Bytes);

/// <summary>Writes safetensors files, right ones and wrong ones. Shares no code with the reader.</summary>
internal static class SafetensorsBytes
{
    public static byte[] Of(params IReadOnlyList<StoredTensor> tensors)
    {
        var (entries, data) = (new List<string>(), new List<byte>());
        foreach (var tensor in tensors)
        {
            entries.Add(Entry(tensor.Name, tensor.Type, tensor.Shape, data.Count, data.Count + tensor.Bytes.Length));
            data.AddRange(tensor.Bytes);
        }
        return Of("{" + string.Join(",", entries) + "}", [.. data]);
    }

    /// <summary>A header as given, with its true length before it.</summary>
    public static byte[] Of(string header, byte[] data) => Of((ulong)Encoding.UTF8.GetByteCount(header), Encoding.UTF8.GetBytes(header), data);

    public static byte[] Of(ulong headerLength, byte[] header, byte[] data)
    {
        var prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, headerLength);
        return [.. prefix, .. header, .. data];
    }

    public static string Entry(string name, string type, long[] shape, long begin, long end) =>
        $"{JsonSerializer.Serialize(name)}:{{\"dtype\":\"{type}\",\"shape\":[{string.Join(",", shape)}],\"data_offsets\":[{begin},{end}]}}";

    public static StoredTensor Floats(string name, long[] shape, params float[] values)
    {
        var bytes = new byte[values.Length * 4];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        return new StoredTensor(name, "F32", shape, bytes);
    }
}
