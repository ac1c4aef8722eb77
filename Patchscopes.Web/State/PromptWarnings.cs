using System.Text;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;
using static System.FormattableString;

namespace Patchscopes.Web.State;

/// <summary>What a visitor should know of a prompt before it is run, each with its remedy. None of it keeps a run from starting.</summary>
internal static class PromptWarnings
{
    /// <summary>From this share of a model's context on, a prompt is said to be nearly too long.</summary>
    private const double NearlyFull = 0.9;

    /// <summary>From here on stand scripts that write no spaces between words, of which nothing can be said.</summary>
    private const char Spaceless = '\u0E00';

    /// <summary>The warnings of a prompt, most telling first.</summary>
    public static IReadOnlyList<string> Of(PromptState prompt, ModelDescription? model)
    {
        if (!prompt.IsTokenized || prompt.Position is not { } position)
            return [];
        var isSource = prompt.Role is PromptRole.Source;
        return [.. new[]
        {
            Split(prompt.Tokens, position, isSource),
            Merged(prompt.Tokens[position]),
            isSource && position == 0 && !prompt.IsChat ? First(prompt) : null,
            !isSource && prompt.Tokens.Count == 1 ? Alone() : null,
            NearTheLimit(prompt, model),
        }.OfType<string>()];
    }

    private static string? Split(IReadOnlyList<Token> tokens, int position, bool isSource)
    {
        var (first, last) = (position, position);
        while (first > 0 && AreOneWord(tokens[first - 1].Text, tokens[first].Text))
            first--;
        while (last < tokens.Count - 1 && AreOneWord(tokens[last].Text, tokens[last + 1].Text))
            last++;
        if (first == last)
            return null;
        var word = string.Concat(tokens.Skip(first).Take(last - first + 1).Select(token => token.Text)).Trim();
        var parts = string.Concat(tokens.Skip(first).Take(last - first + 1).Select(token => $"‹{token.Display}›"));
        var chosen = (position == last, isSource) switch
        {
            (true, true) => "its last part is chosen, where models tend to gather the whole word.",
            (true, false) => "only its last part is patched; the parts before it stay in the prompt.",
            (false, true) => Invariant($"choose its last part, token {last}: there models tend to gather the whole word."),
            (false, false) => Invariant($"only a part of it is patched. Choose token {last}, or a word that is one token."),
        };
        return $"“{Words.Cut(word)}” is split into {Words.Cut(parts)}; {chosen}";
    }

    private static string? Merged(Token token)
    {
        var text = token.Text.Trim();
        var isSpecial = text.StartsWith('<') && text.EndsWith('>');
        var hasMore = text.Any(sign => sign == '?' || char.IsLetterOrDigit(sign))
            && text.Any(sign => char.IsSymbol(sign) || (char.IsPunctuation(sign) && sign is not ('?' or '\'' or '’' or '_')));
        return hasMore && !isSpecial
            ? $"The tokenizer made one token of ‹{token.Display}›. Put a space into it to choose one of its signs alone."
            : null;
    }

    private static string First(PromptState prompt)
    {
        var text = prompt.Tokens[0].Text.Trim();
        return text.Length == 0 || !prompt.Text.TrimStart().StartsWith(text, StringComparison.Ordinal)
            ? $"The tokenizer puts ‹{prompt.Tokens[0].Display}› in front of every prompt, so its state is the same for all of them. Choose another token."
            : "The first token sees nothing before it, and models use its place as a resting place for attention: its state often says little. Put some words before it.";
    }

    private static string Alone() =>
        "A target of one token: the patch replaces all of it, so nothing but the state itself says what to do. Put examples before the token if the map says little.";

    private static string? NearTheLimit(PromptState prompt, ModelDescription? model)
    {
        if (model is null || prompt.Tokens.Count > model.Context || prompt.Tokens.Count < NearlyFull * model.Context)
            return null;
        var left = model.Context - prompt.Tokens.Count;
        var room = left switch
        {
            0 => "No further token fits",
            1 => "One more fits",
            _ => Invariant($"{left} more fit"),
        };
        var writes = prompt.Role is PromptRole.Target ? ", and what the model goes on to write ends there" : "";
        return Invariant($"{prompt.Tokens.Count} of the {model.Context} tokens that {model.Name} reads. {room}{writes}: shorten the prompt for more room.");
    }

    private static bool AreOneWord(string before, string after) => before.Length > 0 && after.Length > 0 && IsOfAWord(before[^1]) && IsOfAWord(after[0]);

    /// <summary>A letter, a digit, or a piece of one that the tokenizer cut apart.</summary>
    private static bool IsOfAWord(char sign) => sign == Rune.ReplacementChar.Value || (sign < Spaceless && char.IsLetterOrDigit(sign));
}
