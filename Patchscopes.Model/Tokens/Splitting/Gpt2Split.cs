using System.Globalization;
using System.Text;

namespace Patchscopes.Model.Tokens.Splitting;

/// <summary>
/// GPT-2's pre-tokenization, the pattern
/// <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c> over whole characters. A .NET regular
/// expression sees UTF-16 units, so it would cut a letter beyond U+FFFF off its word; hence this scanner.
/// </summary>
internal static class Gpt2Split
{
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind
    {
        Letter,
        Number,
        Space,
        Other,
    }

    /// <summary>The ranges of a text that are encoded apart, in order and without gaps.</summary>
    public static IEnumerable<Range> Of(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = EndOf(text, start);
            yield return start..end;
            start = end;
        }
    }

    private static int EndOf(string text, int start)
    {
        foreach (var contraction in Contractions)
        {
            if (string.CompareOrdinal(text, start, contraction, 0, contraction.Length) == 0)
                return start + contraction.Length;
        }
        var body = text[start] == ' ' && start + 1 < text.Length && KindAt(text, start + 1).Kind != Kind.Space ? start + 1 : start;
        var kind = KindAt(text, body).Kind;
        var end = RunEnd(text, body, kind);
        if (kind != Kind.Space || end == text.Length)
            return end;
        // A run of white space before something leaves its last character to it: "\s+(?!\S)".
        var last = Rune.DecodeLastFromUtf16(text.AsSpan(start, end - start), out _, out var units) == System.Buffers.OperationStatus.Done ? units : 1;
        return end - last > start ? end - last : end;
    }

    private static int RunEnd(string text, int start, Kind kind)
    {
        var end = start;
        while (end < text.Length)
        {
            var (found, units) = KindAt(text, end);
            if (found != kind)
                break;
            end += units;
        }
        return end;
    }

    private static (Kind Kind, int Units) KindAt(string text, int at)
    {
        if (!Rune.TryGetRuneAt(text, at, out var rune))
            return (Kind.Other, 1);
        if (Rune.IsWhiteSpace(rune))
            return (Kind.Space, rune.Utf16SequenceLength);
        var kind = Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Number,
            _ => Kind.Other,
        };
        return (kind, rune.Utf16SequenceLength);
    }
}
