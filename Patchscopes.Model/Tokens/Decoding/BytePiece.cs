using System.Globalization;

namespace Patchscopes.Model.Tokens.Decoding;

/// <summary>How vocabularies of SentencePiece's kind write a byte ("&lt;0xE2&gt;") and a space.</summary>
internal static class BytePiece
{
    /// <summary>Stands for a space, U+2581.</summary>
    public const char Space = '▁';

    /// <summary>The piece of a byte.</summary>
    public static string Of(int value) => string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>");

    /// <summary>The byte of a piece; null where it is another piece.</summary>
    public static byte? ValueOf(string piece) =>
        piece.Length == 6 && piece.StartsWith("<0x", StringComparison.Ordinal) && piece[5] == '>'
        && byte.TryParse(piece.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>The ids of the 256 byte pieces; null where one is missing.</summary>
    public static IReadOnlyList<int>? IdsIn(IReadOnlyDictionary<string, int> vocabulary)
    {
        var ids = new int[256];
        for (var value = 0; value < ids.Length; value++)
        {
            if (!vocabulary.TryGetValue(Of(value), out ids[value]))
                return null;
        }
        return ids;
    }
}
