using System.Text.Json.Nodes;

namespace Patchscopes.Web.Tests.Model.Checkpoints;

/// <summary>A second reader of safetensors files, for comparison. It checks nothing.</summary>
internal static class PlainSafetensors
{
    /// <summary>The tensors of a file by name, each as its numbers in order.</summary>
    public static Dictionary<string, float[]> Read(byte[] file)
    {
        var dataStart = 8 + (int)BitConverter.ToInt64(file);
        var header = JsonNode.Parse(file.AsSpan(8, dataStart - 8))!.AsObject();
        return header.Where(entry => entry.Key != "__metadata__").ToDictionary(entry => entry.Key, entry => Numbers(file, dataStart, entry.Value!));
    }

    private static float[] Numbers(byte[] file, int dataStart, JsonNode entry)
    {
        var offsets = entry["data_offsets"]!.AsArray();
        var data = file[(dataStart + (int)offsets[0]!)..(dataStart + (int)offsets[1]!)];
        return (string)entry["dtype"]! switch
        {
            "F32" => [.. data.Chunk(4).Select(bytes => BitConverter.ToSingle(bytes))],
            "F16" => [.. data.Chunk(2).Select(bytes => (float)BitConverter.ToHalf(bytes))],
            "BF16" => [.. data.Chunk(2).Select(bytes => BitConverter.UInt32BitsToSingle((uint)BitConverter.ToUInt16(bytes) << 16))],
            "F64" => [.. data.Chunk(8).Select(bytes => (float)BitConverter.ToDouble(bytes))],
            var other => throw new NotSupportedException(other),
        };
    }
}
