using Patchscopes.Model.Running;

namespace Patchscopes.Model.Stages;

/// <summary>The word that a model says after a prompt, of which its top token may be only the beginning (“ Mog” of “ Mogadishu”).</summary>
internal static class SaidWord
{
    /// <summary>What has not ended by then is no word.</summary>
    private const int MostTokens = 12;

    /// <summary>The word with the space before it; a token that is no word stands alone.</summary>
    /// <param name="model">Goes on greedily.</param>
    /// <param name="prompt">The prompt's tokens.</param>
    /// <param name="said">The token that it says.</param>
    /// <param name="cancellationToken">Polled between blocks.</param>
    public static string Of(LoadedModel model, IReadOnlyList<int> prompt, int said, CancellationToken cancellationToken)
    {
        var text = Text(said);
        if (text.Length == 0 || !char.IsLetterOrDigit(text[^1]))
            return text;
        var isFirst = true;
        var written = new Continuation(model.Decoder, [], cancellationToken).Write(prompt, MostTokens, EndsBefore);
        return written.Count is > 1 and < MostTokens && written[0] == said ? string.Concat(written.Select(Text)) : text;

        bool EndsBefore(int token)
        {
            var isGoingOn = isFirst || (Text(token) is [var start, ..] && char.IsLetterOrDigit(start));
            isFirst = false;
            return !isGoingOn;
        }

        string Text(int token) => model.Tokenizer.Describe(token).Text;
    }
}
