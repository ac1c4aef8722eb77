using Patchscopes.Model.Tokens;

namespace Patchscopes.Model.Presets;

/// <summary>A prompt and a token in it, named by its text so that it holds for any tokenizer.</summary>
/// <param name="Prompt">The exact text.</param>
/// <param name="Token">Text of the token, its last occurrence; null for the last token.</param>
public sealed record PresetPrompt(string Prompt, string? Token = null)
{
    /// <summary>
    /// The absolute position of the token among <paramref name="tokens"/>, the prompt as it is run: the last token with
    /// exactly this text, else the token that ends the text's last occurrence (where a tokenizer splits it), else the last.
    /// </summary>
    public int PositionIn(IReadOnlyList<Token> tokens)
    {
        var last = tokens.Count - 1;
        if (Token is null)
            return last;
        for (var position = last; position >= 0; position--)
        {
            if (tokens[position].Text == Token)
                return position;
        }
        return EndOfOccurrence(tokens, Token) ?? last;
    }

    private static int? EndOfOccurrence(IReadOnlyList<Token> tokens, string text)
    {
        var start = string.Concat(tokens.Select(token => token.Text)).LastIndexOf(text, StringComparison.Ordinal);
        if (start < 0)
            return null;
        var (end, read) = (start + text.Length, 0);
        for (var position = 0; position < tokens.Count; position++)
        {
            read += tokens[position].Text.Length;
            if (read >= end)
                return position;
        }
        return null;
    }
}
