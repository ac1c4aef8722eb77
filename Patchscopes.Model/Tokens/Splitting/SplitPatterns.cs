using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Patchscopes.Model.Tokens.Splitting;

/// <summary>What a split looks for.</summary>
internal interface ISplitPattern
{
    /// <summary>The stretches of a text, matching or not, in order and without gaps.</summary>
    IEnumerable<PatternStretch> Find(string text);
}

/// <summary>Each character of a kind is a match.</summary>
internal sealed class CharacterPattern(Func<Rune, bool> matches) : ISplitPattern
{
    /// <summary>ASCII's punctuation and Unicode's.</summary>
    public static CharacterPattern Punctuation { get; } = new(IsPunctuation);

    /// <summary>Numbers of any script.</summary>
    public static CharacterPattern Digits { get; } = new(Rune.IsNumber);

    /// <inheritdoc/>
    public IEnumerable<PatternStretch> Find(string text)
    {
        var plain = 0;
        for (var (at, length) = (0, 1); at < text.Length; at += length)
        {
            length = Rune.TryGetRuneAt(text, at, out var rune) ? rune.Utf16SequenceLength : 1;
            if (!matches(rune))
                continue;
            if (at > plain)
                yield return new PatternStretch(plain, at, false);
            plain = at + length;
            yield return new PatternStretch(at, plain, true);
        }
        if (plain < text.Length)
            yield return new PatternStretch(plain, text.Length, false);
    }

    private static bool IsPunctuation(Rune rune) => rune.IsAscii
        ? rune.Value is > ' ' and < '\u007F' && !char.IsAsciiLetterOrDigit((char)rune.Value)
        : Rune.IsPunctuation(rune);
}

/// <summary>A string wherever it occurs.</summary>
internal sealed class StringPattern(string sought) : ISplitPattern
{
    /// <inheritdoc/>
    public IEnumerable<PatternStretch> Find(string text)
    {
        var plain = 0;
        for (var at = text.IndexOf(sought, StringComparison.Ordinal); at >= 0; at = text.IndexOf(sought, plain, StringComparison.Ordinal))
        {
            if (at > plain)
                yield return new PatternStretch(plain, at, false);
            plain = at + sought.Length;
            yield return new PatternStretch(at, plain, true);
        }
        if (plain < text.Length)
            yield return new PatternStretch(plain, text.Length, false);
    }
}

/// <summary>GPT-2's split, wherever a file writes its pattern out.</summary>
internal sealed class Gpt2Pattern : ISplitPattern
{
    /// <inheritdoc/>
    public IEnumerable<PatternStretch> Find(string text) => Gpt2Split.Of(text).Select(range => new PatternStretch(range.Start.Value, range.End.Value, true));
}

/// <summary>
/// A regular expression over whole characters. .NET's see UTF-16 units, so characters beyond U+FFFF are looked at through
/// a stand-in of the same category: the expression must tell characters apart by category or be about lower ones.
/// </summary>
internal sealed class CategoryPattern(Regex regex) : ISplitPattern
{
    private static readonly Dictionary<UnicodeCategory, char> StandIns = new()
    {
        [UnicodeCategory.UppercaseLetter] = '\u0100',
        [UnicodeCategory.LowercaseLetter] = '\u0101',
        [UnicodeCategory.TitlecaseLetter] = '\u01C5',
        [UnicodeCategory.ModifierLetter] = '\u02B0',
        [UnicodeCategory.OtherLetter] = '\u05D0',
        [UnicodeCategory.NonSpacingMark] = '\u0301',
        [UnicodeCategory.SpacingCombiningMark] = '\u0903',
        [UnicodeCategory.EnclosingMark] = '\u0488',
        [UnicodeCategory.DecimalDigitNumber] = '\u0660',
        [UnicodeCategory.LetterNumber] = '\u2160',
        [UnicodeCategory.OtherNumber] = '\u00B2',
    };

    /// <inheritdoc/>
    public IEnumerable<PatternStretch> Find(string text)
    {
        var (seen, starts) = Seen(text);
        var plain = 0;
        for (var match = regex.Match(seen); match.Success; match = match.NextMatch())
        {
            var (start, end) = (starts?[match.Index] ?? match.Index, starts?[match.Index + match.Length] ?? match.Index + match.Length);
            if (start > plain)
                yield return new PatternStretch(plain, start, false);
            if (end > start)
                yield return new PatternStretch(start, end, true);
            plain = end;
        }
        if (plain < text.Length)
            yield return new PatternStretch(plain, text.Length, false);
    }

    /// <summary>A text of one unit for each character, and where each begins in the original; null where the two are one.</summary>
    private static (string Text, List<int>? Starts) Seen(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            return (text, null);
        var (seen, starts) = (new StringBuilder(text.Length), new List<int>(text.Length + 1));
        for (var at = 0; at < text.Length;)
        {
            starts.Add(at);
            var whole = Rune.TryGetRuneAt(text, at, out var rune);
            seen.Append(whole && rune.IsBmp ? text[at] : whole ? StandIns.GetValueOrDefault(Rune.GetUnicodeCategory(rune), '\u00A6') : '\uFFFD');
            at += whole ? rune.Utf16SequenceLength : 1;
        }
        starts.Add(text.Length);
        return (seen.ToString(), starts);
    }
}
