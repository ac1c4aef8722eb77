using System.Text;

namespace Patchscopes.Model.Tokens;

/// <summary>
/// GPT-2's spelling of bytes as visible characters: printable bytes stand for themselves, the others for U+0100 onward
/// ("Ġ" is a space). Vocabularies and merges of byte-level BPE are written in it.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = Build();

    private static readonly Dictionary<char, byte> Bytes = Characters.Index().ToDictionary(p => p.Item, p => (byte)p.Index);

    /// <summary>The 256 characters, by byte.</summary>
    public static IReadOnlyList<char> All => Characters;

    /// <summary>Spells the UTF-8 bytes of a text.</summary>
    public static string Spell(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var count = Encoding.UTF8.GetBytes(text, bytes);
        return string.Create(count, bytes, static (characters, bytes) =>
        {
            for (var i = 0; i < characters.Length; i++)
                characters[i] = Characters[bytes[i]];
        });
    }

    /// <summary>The bytes of a spelled piece; null where a character is none of the alphabet.</summary>
    public static byte[]? Unspell(string piece)
    {
        var bytes = new byte[piece.Length];
        for (var i = 0; i < piece.Length; i++)
        {
            if (!Bytes.TryGetValue(piece[i], out bytes[i]))
                return null;
        }
        return bytes;
    }

    private static char[] Build()
    {
        var next = (char)256;
        var characters = new char[256];
        for (var value = 0; value < 256; value++)
            characters[value] = value is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174 ? (char)value : next++;
        return characters;
    }
}
