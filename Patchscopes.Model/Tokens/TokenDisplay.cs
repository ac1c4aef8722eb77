using System.Globalization;
using System.Text;

namespace Patchscopes.Model.Tokens;

/// <summary>Makes tokens visible: white space, control characters, emptiness and cut characters.</summary>
public static class TokenDisplay
{
    /// <summary>What an empty token shows.</summary>
    public const string Empty = "∅";

    /// <summary>
    /// The visible form of the bytes of a token: ␣ ⏎ ⇥ ↵ for white space, ‹U+0000› for other invisible characters,
    /// ‹0xE2› for each byte that is no whole character.
    /// </summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return Empty;
        var shown = new StringBuilder();
        while (!bytes.IsEmpty)
        {
            var whole = Rune.DecodeFromUtf8(bytes, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            if (whole)
                Append(shown, rune);
            else
            {
                length = 1;
                shown.Append(CultureInfo.InvariantCulture, $"‹0x{bytes[0]:X2}›");
            }
            bytes = bytes[length..];
        }
        return shown.ToString();
    }

    /// <summary>The visible form of a text.</summary>
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    private static void Append(StringBuilder shown, Rune rune)
    {
        switch (rune.Value)
        {
            case ' ':
                shown.Append('␣');
                break;
            case '\n':
                shown.Append('⏎');
                break;
            case '\t':
                shown.Append('⇥');
                break;
            case '\r':
                shown.Append('↵');
                break;
            default:
                if (IsVisible(rune))
                    shown.Append(rune.ToString());
                else
                    shown.Append(CultureInfo.InvariantCulture, $"‹U+{rune.Value:X4}›");
                break;
        }
    }

    /// <summary>Zero-width joiners and marks are kept: they belong to the emoji and letters beside them.</summary>
    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        // U+202E and its like turn the text around them; everything of this kind is named instead, but for the joiner.
        UnicodeCategory.Format => rune.Value == 0x200D,
        _ => true,
    };
}
