using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Patchscopes.Model.Stages;

/// <summary>
/// Reads a vector out of NumPy's .npy format (NEP 1), in which Merullo et al. publish their o-vectors: shape [d] or
/// [1, d], little-endian float16, float32 or float64.
/// </summary>
public static partial class NpyFile
{
    /// <summary>The most numbers that a vector may have; no model is as wide.</summary>
    public const int LongestVector = 1 << 20;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a vector.</summary>
    /// <exception cref="FormatException">The bytes are no such file; the message says what is wrong and what is wanted.</exception>
    public static float[] ReadVector(ReadOnlySpan<byte> file)
    {
        if (file.Length < 10 || !file.StartsWith(Magic))
            throw new FormatException("This is no .npy file: it does not begin with NumPy's mark. Save the vector with numpy.save.");
        var (start, length) = file[6] switch
        {
            1 => (10, BinaryPrimitives.ReadUInt16LittleEndian(file[8..])),
            2 or 3 when file.Length >= 12 => (12, (int)Math.Min(int.MaxValue, BinaryPrimitives.ReadUInt32LittleEndian(file[8..]))),
            var version => throw new FormatException($"Version {version} of the .npy format is not known; save the vector with numpy.save."),
        };
        if (length > file.Length - start)
            throw new FormatException($"The .npy file is cut off: its header has {length} bytes, but only {file.Length - start} are left.");
        var header = Encoding.UTF8.GetString(file.Slice(start, length));
        return Numbers(file[(start + length)..], TypeOf(header), CountOf(header));
    }

    private static string TypeOf(string header) => TypeField().Match(header) is { Success: true } type
        ? type.Groups[1].Value
        : throw new FormatException("The .npy header names no type.");

    private static int CountOf(string header)
    {
        var shape = ShapeField().Match(header);
        var sides = shape.Success ? shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [];
        return sides is [.. var ones, var last] && ones.Length <= 1 && ones.All(side => side == "1")
            && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= LongestVector
            ? count
            : throw new FormatException($"The .npy file holds an array of shape ({(shape.Success ? shape.Groups[1].Value : "?")}); one vector is wanted, (d,) or (1, d).");
    }

    private static float[] Numbers(ReadOnlySpan<byte> data, string type, int count)
    {
        var size = type switch { "<f2" => 2, "<f4" => 4, "<f8" => 8, _ => throw new FormatException($"The .npy file holds numbers of type {type}; float16, float32 or float64 is wanted.") };
        if (data.Length != (long)count * size)
            throw new FormatException($"The .npy file should hold {count} numbers of {size} bytes, but {data.Length} bytes follow its header.");
        var vector = new float[count];
        for (var at = 0; at < count; at++)
        {
            var bytes = data.Slice(at * size, size);
            vector[at] = size switch
            {
                2 => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
                4 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
                _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            };
            if (!float.IsFinite(vector[at]))
                throw new FormatException($"Number {at} of the .npy file is not finite.");
        }
        return vector;
    }

    [GeneratedRegex(@"'descr'\s*:\s*'([^']*)'")]
    private static partial Regex TypeField();

    [GeneratedRegex(@"'shape'\s*:\s*\(([^)]*)\)")]
    private static partial Regex ShapeField();
}
