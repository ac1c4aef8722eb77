using System.Text.Json;
using static TorchSharp.torch;

namespace Patchscopes.Model.Checkpoints;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="TypeName">The dtype as written.</param>
/// <param name="Type">The dtype, where it is one that weights are stored in; null for masks and counters.</param>
/// <param name="ElementSize">Bytes per element.</param>
/// <param name="Shape">Its dimensions; none for a single number.</param>
/// <param name="Begin">First byte, counted from the start of the data.</param>
/// <param name="End">The byte after its last.</param>
internal sealed record SafetensorsEntry(string TypeName, ScalarType? Type, int ElementSize, long[] Shape, long Begin, long End)
{
    public long Elements => (End - Begin) / ElementSize;
}

/// <summary>Reads the JSON header of a safetensors file and checks every claim in it.</summary>
internal static class SafetensorsHeader
{
    private static readonly Dictionary<string, (ScalarType? Type, int Size)> Types = new()
    {
        ["F32"] = (ScalarType.Float32, 4),
        ["F16"] = (ScalarType.Float16, 2),
        ["BF16"] = (ScalarType.BFloat16, 2),
        ["F64"] = (ScalarType.Float64, 8),
        ["BOOL"] = (null, 1),
        ["U8"] = (null, 1),
        ["I8"] = (null, 1),
        ["I16"] = (null, 2),
        ["I32"] = (null, 4),
        ["I64"] = (null, 8),
    };

    public static IReadOnlyDictionary<string, SafetensorsEntry> Parse(string file, byte[] header, long dataLength)
    {
        try
        {
            using var document = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new ModelLoadException($"{file}: the header is no JSON object. It is no safetensors file.");
            var entries = document.RootElement.EnumerateObject()
                .Where(property => property.Name != "__metadata__")
                .ToDictionary(property => property.Name, property => Entry(file, property));
            CheckCover(file, entries, dataLength);
            return entries;
        }
        // A name that is no valid UTF-8 is found only when it is read, and then as an invalid operation.
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new ModelLoadException($"{file}: the header is not valid JSON (damaged, or a name stands in it twice). Fetch the file again.", error);
        }
    }

    private static SafetensorsEntry Entry(string file, JsonProperty property)
    {
        var value = property.Value;
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out var shape) || !TryLongs(shape, out var dimensions)
            || !value.TryGetProperty("data_offsets", out var offsets) || !TryLongs(offsets, out var range) || range.Length != 2)
            throw new ModelLoadException($"{file}: tensor {property.Name} lacks a dtype, a shape or a pair of data_offsets.");
        var typeName = dtype.GetString()!;
        if (!Types.TryGetValue(typeName, out var type))
            throw new ModelLoadException($"{file}: tensor {property.Name} has the unknown dtype {typeName}.");
        return new SafetensorsEntry(typeName, type.Type, type.Size, dimensions, range[0], CheckedEnd(file, property.Name, dimensions, type.Size, range));
    }

    private static long CheckedEnd(string file, string tensor, long[] shape, int elementSize, long[] range)
    {
        try
        {
            var bytes = shape.Aggregate((long)elementSize, (product, size) => checked(product * size));
            if (range[1] - range[0] == bytes)
                return range[1];
        }
        catch (OverflowException)
        {
            // Falls through: no file is that long.
        }
        throw new ModelLoadException(
            $"{file}: tensor {tensor} of shape [{string.Join(", ", shape)}] does not fit its bytes {range[0]} to {range[1]}. The file is damaged.");
    }

    /// <summary>Sorted by start, each range must begin where the one before it ended, and the last must end with the file.</summary>
    private static void CheckCover(string file, Dictionary<string, SafetensorsEntry> entries, long dataLength)
    {
        long end = 0;
        foreach (var (name, entry) in entries.OrderBy(e => e.Value.Begin).ThenBy(e => e.Value.End))
        {
            if (entry.End > dataLength)
                throw new ModelLoadException($"{file}: tensor {name} ends at byte {entry.End}, but there are only {dataLength}. The file is truncated; fetch it again.");
            if (entry.Begin != end)
                throw new ModelLoadException($"{file}: tensor {name} begins at byte {entry.Begin} where {end} is due: ranges overlap or leave a gap.");
            end = entry.End;
        }
        if (end != dataLength)
            throw new ModelLoadException($"{file}: {dataLength - end} bytes after the last tensor belong to none. The file is damaged.");
    }

    private static bool TryLongs(JsonElement array, out long[] numbers)
    {
        numbers = [];
        if (array.ValueKind != JsonValueKind.Array)
            return false;
        numbers = new long[array.GetArrayLength()];
        var index = 0;
        foreach (var element in array.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out var number) || number < 0)
                return false;
            numbers[index++] = number;
        }
        return true;
    }
}
