using System.Text.RegularExpressions;
using Patchscopes.Model.Tokens;

namespace Patchscopes.Model.Stages;

/// <summary>
/// Guesses which word a question is about where nobody said: among the words of the last question that no demonstration
/// holds, the one that stands on top last before saturation.
/// </summary>
internal static partial class ArgumentFinder
{
    /// <summary>The argument, or null where no word of the question is ever on top.</summary>
    /// <param name="tokenizer">Spells the prompt.</param>
    /// <param name="prompt">The prompt up to the traced position; of a message to an instruct model the message, without the template around it.</param>
    /// <param name="top">Top token after each block.</param>
    public static StageWord? Find(PromptTokenizer tokenizer, string prompt, IReadOnlyList<int> top)
    {
        var (question, demonstrations) = Split(prompt);
        var shown = Words(tokenizer, demonstrations).ToHashSet();
        var words = Words(tokenizer, question).Distinct().ToLookup(shown.Contains);
        // Where the context states the very fact that is asked for, every word of the question is one of the demonstrations.
        return LastOnTop(tokenizer, words[false], top) ?? LastOnTop(tokenizer, words[true], top);
    }

    private static StageWord? LastOnTop(PromptTokenizer tokenizer, IEnumerable<string> words, IReadOnlyList<int> top)
    {
        var asked = words.Select(word => StageWord.Argument(tokenizer, word)).ToList();
        for (var block = StageDetector.Saturation(top) - 1; block >= 0; block--)
        {
            if (asked.Find(word => word.Names.Contains(top[block])) is { } found && !found.Names.Contains(top[^1]))
                return found;
        }
        return null;
    }

    /// <summary>
    /// The last question, and what demonstrates how to answer it: answered questions before it, or else the lines before
    /// the last, or the items before the last where one line holds several. What stands before the first question is context
    /// and belongs to neither.
    /// </summary>
    private static (string Question, string Demonstrations) Split(string prompt)
    {
        var questions = QuestionMark().Matches(prompt);
        if (questions is [var first, ..] && questions[^1].Index is var last)
            return (prompt[last..], prompt[first.Index..last]);
        var item = prompt.TrimEnd().LastIndexOfAny(['\n', ';']) + 1;
        return (prompt[item..], prompt[..item]);
    }

    /// <summary>"Q:", but not the end of "FAQ:".</summary>
    [GeneratedRegex(@"\bQ:")]
    private static partial Regex QuestionMark();

    /// <summary>Texts of the tokens that are words.</summary>
    private static IEnumerable<string> Words(PromptTokenizer tokenizer, string text) =>
        tokenizer.Encode(text).Select(token => token.Text.Trim()).Where(word => word.Length > 1 && word.All(char.IsLetterOrDigit));
}
