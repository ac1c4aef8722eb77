using Patchscopes.Model.Tokens;

namespace Patchscopes.Model.Patching.Mappings;

/// <summary>A text as a model reads it, and the positions in it that are used.</summary>
/// <param name="Tokens">Token ids.</param>
/// <param name="Positions">Absolute positions.</param>
public sealed record TextPositions(IReadOnlyList<int> Tokens, IReadOnlyList<int> Positions)
{
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
        var ends = new Dictionary<int, int>();
        var read = 0;
        foreach (var (position, token) in tokens.Index())
        {
            // A special token has no part in the text; one that holds part of a character has no end in it.
            if (read > text.Length || !text.AsSpan(read).StartsWith(token.Text, StringComparison.Ordinal) || token.Text.Length == 0)
                continue;
            if (read > 0)
                ends[read + token.Text.Length] = position;
            read += token.Text.Length;
        }
        return ([.. tokens.Select(token => token.Id)], ends);
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
