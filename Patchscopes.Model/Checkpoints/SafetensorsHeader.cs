using System.Text.Json;

namespace Patchscopes.Model.Checkpoints;

/// <summary>Reads the JSON header of a safetensors file and checks every claim in it.</summary>
internal static class SafetensorsHeader
{
    /// <summary>Bytes before the header: its length.</summary>
    public const int PrefixBytes = 8;

    /// <summary>Entries of a file of <paramref name="fileLength"/> bytes with this header.</summary>
    public static IReadOnlyDictionary<string, WeightEntry> Parse(string file, byte[] header, long fileLength)
    {
        try
        {
            using var document = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new ModelLoadException($"{file}: the header is no JSON object. It is no safetensors file.");
            var dataStart = (long)PrefixBytes + header.Length;
            var entries = document.RootElement.EnumerateObject()
                .Where(property => property.Name != "__metadata__")
                .ToDictionary(property => property.Name, property => Entry(file, property, dataStart));
            CheckCover(file, entries, dataStart, fileLength);
            return entries;
        }
        // A name that is no valid UTF-8 is found only when it is read, and then as an invalid operation.
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new ModelLoadException($"{file}: the header is not valid JSON (damaged, or a name stands in it twice). Fetch the file again.", error);
        }
    }

    private static WeightEntry Entry(string file, JsonProperty property, long dataStart)
    {
        var value = property.Value;
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out var shape) || !TryLongs(shape, out var dimensions)
            || !value.TryGetProperty("data_offsets", out var offsets) || !TryLongs(offsets, out var range) || range.Length != 2)
            throw new ModelLoadException($"{file}: tensor {property.Name} lacks a dtype, a shape or a pair of data_offsets.");
        var typeName = dtype.GetString()!;
        if (!ElementType.ByName.TryGetValue(typeName, out var type))
            throw new ModelLoadException($"{file}: tensor {property.Name} has the unknown dtype {typeName}.");
        CheckRange(file, property.Name, dimensions, type.Size, range);
        return new WeightEntry(type, dimensions, WeightEntry.StridesInOrder(dimensions), dataStart + range[0]);
    }

    private static void CheckRange(string file, string tensor, long[] shape, int elementSize, long[] range)
    {
        try
        {
            // A dimension of none does not excuse one beyond measure.
            _ = shape.Aggregate((long)elementSize, (product, size) => checked(product * Math.Max(size, 1)));
            if (range[1] - range[0] == shape.Aggregate((long)elementSize, (product, size) => product * size))
                return;
        }
        catch (OverflowException)
        {
            // Falls through: no file is that long.
        }
        throw new ModelLoadException(
            $"{file}: tensor {tensor} of shape [{string.Join(", ", shape)}] does not fit its bytes {range[0]} to {range[1]}. The file is damaged.");
    }

    /// <summary>Sorted by start, each range must begin where the one before it ended, and the last must end with the file.</summary>
    private static void CheckCover(string file, Dictionary<string, WeightEntry> entries, long dataStart, long fileLength)
    {
        long end = 0;
        var dataLength = fileLength - dataStart;
        foreach (var (name, entry) in entries.OrderBy(e => e.Value.Begin).ThenBy(e => e.Value.Elements))
        {
            var (begin, next) = (entry.Begin - dataStart, entry.Begin - dataStart + (entry.Elements * entry.Type.Size));
            if (next > dataLength)
                throw new ModelLoadException($"{file}: tensor {name} ends at byte {next}, but there are only {dataLength}. The file is truncated; fetch it again.");
            if (begin != end)
                throw new ModelLoadException($"{file}: tensor {name} begins at byte {begin} where {end} is due: ranges overlap or leave a gap.");
            end = next;
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
