using System.Globalization;
using System.Text;

namespace Patchscopes.Model.Tokens;

/// <summary>
/// Finds added tokens in a text: the leftmost first, of those that begin at one place the longest, as Hugging Face's
/// tokenizers do.
/// </summary>
internal sealed class AddedTokens
{
    private readonly Dictionary<char, List<(string Text, AddedToken Token)>> _byFirst = [];

    /// <param name="tokens">The tokens, each with the text that it is matched by.</param>
    public AddedTokens(IEnumerable<(string Text, AddedToken Token)> tokens)
    {
        foreach (var entry in tokens.Where(entry => entry.Text.Length > 0).OrderByDescending(entry => entry.Text.Length))
        {
            if (!_byFirst.TryGetValue(entry.Text[0], out var sameFirst))
                _byFirst[entry.Text[0]] = sameFirst = [];
            sameFirst.Add(entry);
        }
    }

    /// <summary>A stretch of a text: an added token, or what lies between two of them.</summary>
    public readonly record struct Stretch(AddedToken? Token, int Start, int End);

    /// <summary>The stretches of a text in order; none of them is empty.</summary>
    public IEnumerable<Stretch> Split(string text)
    {
        var plain = 0;
        for (var at = 0; at < text.Length;)
        {
            var (matched, token) = At(text, at);
            if (token is null || (token.SingleWord && !StandsAlone(text, at, at + matched.Length)))
            {
                at += token is null ? 1 : matched.Length;
                continue;
            }
            var (start, end) = (at, at + matched.Length);
            at = end;
            while (token.TakesLeft && start > plain && char.IsWhiteSpace(text[start - 1]))
                start--;
            while (token.TakesRight && end < text.Length && char.IsWhiteSpace(text[end]))
                end++;
            if (start > plain)
                yield return new Stretch(null, plain, start);
            yield return new Stretch(token, start, end);
            plain = end;
            at = Math.Max(at, end);
        }
        if (plain < text.Length)
            yield return new Stretch(null, plain, text.Length);
    }

    private (string Text, AddedToken? Token) At(string text, int at)
    {
        if (!_byFirst.TryGetValue(text[at], out var candidates))
            return ("", null);
        foreach (var candidate in candidates)
        {
            if (string.CompareOrdinal(text, at, candidate.Text, 0, candidate.Text.Length) == 0)
                return candidate;
        }
        return ("", null);
    }

    private static bool StandsAlone(string text, int start, int end) =>
        (Rune.DecodeLastFromUtf16(text.AsSpan(0, start), out var before, out _) != System.Buffers.OperationStatus.Done || !IsWord(before))
        && (Rune.DecodeFromUtf16(text.AsSpan(end), out var after, out _) != System.Buffers.OperationStatus.Done || !IsWord(after));

    private static bool IsWord(Rune rune) => Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber
        or UnicodeCategory.LetterNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.ConnectorPunctuation;
}
