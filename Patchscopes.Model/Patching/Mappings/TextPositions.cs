using Patchscopes.Model.Tokens;

namespace Patchscopes.Model.Patching.Mappings;

/// <summary>A text as a model reads it, and the positions in it that are used.</summary>
/// <param name="Tokens">Token ids.</param>
/// <param name="Positions">Absolute positions.</param>
public sealed record TextPositions(IReadOnlyList<int> Tokens, IReadOnlyList<int> Positions)
{
    /// <summary>What a token shows for a part of a character.</summary>
    private const char CutCharacter = '\uFFFD';

    /// <summary>
    /// Texts as a model reads them, with every position but the first and those of special tokens: a model's first token
    /// often holds a vector a hundred times as long as any other, which would decide a mean or a fit by itself.
    /// </summary>
    /// <param name="reader">How the model reads texts.</param>
    /// <param name="texts">The texts.</param>
    public static IReadOnlyList<TextPositions> Of(TextEncoder reader, IReadOnlyList<string> texts) => [.. texts.Select(text => Pair(reader, reader, text).Source)];

    /// <summary>For each used position of some texts, which text it is of.</summary>
    public static IReadOnlyList<int> Origins(IReadOnlyList<TextPositions> texts) =>
        [.. texts.Index().SelectMany(text => Enumerable.Repeat(text.Index, text.Item.Positions.Count))];

    /// <summary>
    /// The same texts for two models, at the positions where both have read the same part of the text (Patchscopes
    /// appendix E): with one tokenizer these are all, with two those where their tokens end together.
    /// </summary>
    /// <param name="source">How the one model reads texts.</param>
    /// <param name="target">How the other does.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="places">Which of these positions are used.</param>
    public static (IReadOnlyList<TextPositions> Source, IReadOnlyList<TextPositions> Target) Paired(
        TextEncoder source, TextEncoder target, IReadOnlyList<string> texts, FitPlaces places = FitPlaces.EveryToken)
    {
        var pairs = texts.Select(text => Pair(source, target, text, places)).ToList();
        return ([.. pairs.Select(pair => pair.Source)], [.. pairs.Select(pair => pair.Target)]);
    }

    private static (TextPositions Source, TextPositions Target) Pair(
        TextEncoder source, TextEncoder target, string text, FitPlaces places = FitPlaces.EveryToken)
    {
        var (from, to) = (Ends(source, text), Ends(target, text));
        var common = from.Ends.Keys.Where(to.Ends.ContainsKey).Order().ToList();
        if (places is FitPlaces.LastToken)
            common = [.. common.TakeLast(1)];
        return (new(from.Tokens, [.. common.Select(end => from.Ends[end])]), new(to.Tokens, [.. common.Select(end => to.Ends[end])]));
    }

    /// <summary>The tokens of a text, and for each place where one ends, in characters, its position.</summary>
    private static (List<int> Tokens, Dictionary<int, int> Ends) Ends(TextEncoder reader, string text)
    {
        var tokens = reader.Encode(text).Take(reader.Context).ToList();
        // Some tokenizers put a space of their own before a text: where they do, only a text with one reads on.
        var (plain, spaced) = (Follow(tokens, text, before: 0), Follow(tokens, " " + text, before: 1));
        return ([.. tokens.Select(token => token.Id)], spaced.Read > plain.Read ? spaced.Ends : plain.Ends);
    }

    /// <summary>Follows tokens through a text: how many of its characters they spell, and where each token ends.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="text">The text with what the tokenizer puts before it.</param>
    /// <param name="before">How many characters that is.</param>
    private static (int Read, Dictionary<int, int> Ends) Follow(List<Token> tokens, string text, int before)
    {
        var ends = new Dictionary<int, int>();
        var (read, cut) = (0, 0);
        foreach (var (position, token) in tokens.Index())
        {
            var at = Find(text, token.Text, read, cut);
            if (at < 0)
            {
                // A special token has no part in the text; one that holds part of a character has no end in it.
                cut += token.Text.Contains(CutCharacter) ? token.Text.Length : 0;
                continue;
            }
            if (at > before)
                ends[at + token.Text.Length - before] = position;
            (read, cut) = (at + token.Text.Length, 0);
        }
        return (read - before, ends);
    }

    /// <summary>
    /// Where a token stands in a text: right where it was read to, or, after tokens that hold parts of characters, behind
    /// at least one character and at most as many as those tokens show; −1 where it does not.
    /// </summary>
    private static int Find(string text, string token, int read, int cut)
    {
        if (token.Length == 0 || read + Math.Min(cut, 1) > text.Length)
            return -1;
        return cut == 0
            ? text.AsSpan(read).StartsWith(token, StringComparison.Ordinal) ? read : -1
            : text.IndexOf(token, read + 1, Math.Min(text.Length - read, cut + token.Length) - 1, StringComparison.Ordinal);
    }
}

/// <summary>At which positions of texts a map is fitted.</summary>
public enum FitPlaces
{
    /// <summary>All but the first.</summary>
    EveryToken,

    /// <summary>The last, where the model is about to say something: the Patchscopes paper takes one position of each text, too.</summary>
    LastToken,
}

/// <summary>How a model reads texts.</summary>
/// <param name="Encode">The tokens of a text, BOS included.</param>
/// <param name="Context">The most tokens that it reads; the rest of a longer text is left out.</param>
public sealed record TextEncoder(Func<string, IReadOnlyList<Token>> Encode, int Context);
