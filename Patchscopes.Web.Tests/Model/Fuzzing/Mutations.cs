using System.Text;

namespace Patchscopes.Web.Tests.Model.Fuzzing;

/// <summary>Damaged copies of a file: each is made from a seed alone, so that a failure can be repeated.</summary>
internal static class Mutations
{
    private static readonly byte[][] Words =
        [.. new[] { "null", "true", "false", "[]", "{}", "\"\"", "-1", "0", "1e9", "0.5", "2147483647", "9223372036854775807", "99999999999999999999", ",", ":", "\"", "\\u0000", "\\ud800", " " }
            .Select(Encoding.ASCII.GetBytes)];

    private static readonly long[] Numbers = [0, 1, -1, 127, 128, 255, 256, 32767, 65535, int.MaxValue, uint.MaxValue, long.MaxValue, long.MinValue, 1L << 40];

    /// <summary>A copy with one to four changes, as <paramref name="seed"/> has it.</summary>
    public static byte[] Of(ReadOnlySpan<byte> original, int seed)
    {
        var random = new Random(seed);
        var bytes = new List<byte>(original.Length + 64);
        bytes.AddRange(original);
        for (var changes = random.Next(1, 5); changes > 0; changes--)
            Change(bytes, random);
        return [.. bytes];
    }

    private static void Change(List<byte> bytes, Random random)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)random.Next(256));
            return;
        }
        var at = random.Next(bytes.Count);
        var length = Math.Min(bytes.Count - at, random.Next(1, random.Next(2, 64)));
        switch (random.Next(11))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length + 1), length));
                break;
            case 4:
                var noise = new byte[length];
                random.NextBytes(noise);
                bytes.InsertRange(at, noise);
                break;
            case 5:
                // The end of a file is lost more often than its beginning.
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 6:
                var number = BitConverter.GetBytes(Numbers[random.Next(Numbers.Length)]);
                Overwrite(bytes, at, number[..(1 << random.Next(4))]);
                break;
            case 7:
                bytes.InsertRange(at, Words[random.Next(Words.Length)]);
                break;
            default:
                ReplaceWord(bytes, at, random);
                break;
        }
    }

    /// <summary>A number, a literal or a quoted word after some place becomes another: the text stays well-formed as often as not.</summary>
    private static void ReplaceWord(List<byte> bytes, int at, Random random)
    {
        var start = bytes.FindIndex(at, value => char.IsAsciiLetterOrDigit((char)value) || value == '-');
        if (start < 0)
            return;
        var end = bytes.FindIndex(start, value => !char.IsAsciiLetterOrDigit((char)value) && value is not ((byte)'-' or (byte)'.' or (byte)'_'));
        end = Math.Min(end < 0 ? bytes.Count : end, start + 64);
        bytes.RemoveRange(start, end - start);
        bytes.InsertRange(start, Words[random.Next(Words.Length)]);
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] with)
    {
        for (var i = 0; i < with.Length && at + i < bytes.Count; i++)
            bytes[at + i] = with[i];
    }
}
