using Patchscopes.Model.Tokens;

namespace Patchscopes.Web.Exports;

/// <summary>A prompt on one line of a drawing: what stands around the tokens that matter, where it is too long for all.</summary>
internal static class PromptLine
{
    private const string Left = "…";

    /// <summary>The tokens that fit, in order.</summary>
    /// <param name="tokens">The prompt.</param>
    /// <param name="chosen">The positions that matter, the first one before all.</param>
    /// <param name="letters">How many letters fit.</param>
    public static IReadOnlyList<(string Text, bool IsChosen)> Of(IReadOnlyList<Token> tokens, IReadOnlyList<int> chosen, int letters)
    {
        var focus = Math.Clamp(chosen.Count > 0 ? chosen[0] : 0, 0, tokens.Count - 1);
        var (first, last, room) = (focus, focus, letters - (2 * Left.Length) - Width(tokens[focus]));
        // What stands before a token made its state: it comes first.
        while (first > 0 && Width(tokens[first - 1]) <= room)
            room -= Width(tokens[--first]);
        while (last < tokens.Count - 1 && Width(tokens[last + 1]) <= room)
            room -= Width(tokens[++last]);
        var shown = Enumerable.Range(first, last - first + 1).Select(at => (Shown(tokens[at]), chosen.Contains(at)));
        return [.. first > 0 ? [(Left, false)] : Array.Empty<(string, bool)>(), .. shown, .. last < tokens.Count - 1 ? [(Left, false)] : Array.Empty<(string, bool)>()];
    }

    private static int Width(Token token) => SvgText.Letters(token.Display);

    /// <summary>Read as a text, spaces go without saying.</summary>
    private static string Shown(Token token) => token.Display.Replace('␣', ' ');
}
