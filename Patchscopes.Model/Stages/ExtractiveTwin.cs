using System.Text.RegularExpressions;

namespace Patchscopes.Model.Stages;

/// <summary>
/// The extractive twin of a prompt (Merullo et al. §5): the same question with its facts in front, so that the answer can
/// be copied.
/// </summary>
public static class ExtractiveTwin
{
    /// <summary>Without backtracking, for prompts are visitors' own and may be long.</summary>
    private static readonly Regex QuestionAndAnswer = new(@"Q: What is the (.+?) of (.+?)\?\nA:([^\n]*)", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>
    /// For questions of the form "Q: What is the R of X?" a sentence "The R of X is Y." per question; for any other prompt
    /// its last line, completed. What is a line of the prompt already is not said twice, so that a prompt with all its facts
    /// is its own twin.
    /// </summary>
    /// <param name="prompt">The prompt; its last question is unanswered.</param>
    /// <param name="answer">The last question's answer.</param>
    /// <param name="isSaid">Whether the model says it after the prompt just so; otherwise it is a word, and a space comes before it.</param>
    public static string Of(string prompt, string answer, bool isSaid = false)
    {
        var lines = prompt.Split('\n');
        return string.Concat(Facts(prompt, isSaid ? answer : " " + answer.Trim()).Where(fact => !lines.Contains(fact)).Select(fact => $"{fact}\n")) + prompt;
    }

    /// <summary>Whether a prompt asks questions whose facts are sentences; otherwise its last line is completed.</summary>
    public static bool AsksQuestions(string prompt) => QuestionAndAnswer.IsMatch(prompt);

    private static IEnumerable<string> Facts(string prompt, string said)
    {
        var questions = QuestionAndAnswer.Matches(prompt);
        if (questions.Count > 0)
        {
            var facts = questions.Select(found => (Relation: found.Groups[1].Value, Subject: found.Groups[2].Value, Answer: found.Groups[3].Value.Trim()));
            return facts.Select(fact => $"The {fact.Relation} of {fact.Subject} is {(fact.Answer.Length > 0 ? fact.Answer : said.Trim())}.");
        }
        var line = prompt.TrimEnd('\n')[(prompt.TrimEnd('\n').LastIndexOf('\n') + 1)..];
        return [said.StartsWith(' ') ? line.TrimEnd() + said : line + said];
    }
}
