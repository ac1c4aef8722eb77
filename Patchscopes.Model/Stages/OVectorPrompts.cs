using System.Text.RegularExpressions;
using Patchscopes.Model.Training;

namespace Patchscopes.Model.Stages;

/// <summary>Prompts on which to try a write that was taken from another one (Merullo et al. §4), and what is known of them.</summary>
public static partial class OVectorPrompts
{
    private const string QuestionMark = "Q:";

    /// <summary>Looked up whenever the form is drawn, and so made once.</summary>
    private static readonly Lazy<Dictionary<string, (RelationTable Table, Fact Fact)>> Questions = new(ByQuestion);

    /// <summary>
    /// The paper's prompt: words that have nothing to do with each other and the argument, over and over, so that the
    /// model by itself says the argument.
    /// </summary>
    /// <param name="argument">The argument, without spaces around it.</param>
    public static string List(string argument) => $"table mug free {argument} table mug free {argument} table mug free";

    /// <summary>
    /// The same prompt with its last question asked of another row of its relation, one of which it says nothing yet; null
    /// where the last question is none of a built-in relation.
    /// </summary>
    /// <param name="prompt">A prompt that ends in an unanswered question.</param>
    public static StageQuestion? Another(string prompt)
    {
        if (Asked(prompt) is not { } asked)
            return null;
        var facts = asked.Table.Facts;
        var at = facts.Index().First(entry => entry.Item == asked.Fact).Index;
        var other = Enumerable.Range(1, facts.Count - 1).Select(step => facts[(at + step) % facts.Count])
            .FirstOrDefault(fact => fact.Answer != asked.Fact.Answer && !Holds(prompt, fact.Subject) && !Holds(prompt, fact.Answer));
        return other is null ? null : new StageQuestion(prompt[..^asked.Length] + asked.Table.Question(other.Subject), other.Subject, other.Answer);
    }

    /// <summary>
    /// What a prompt is about and what its answer would be by the relation that another prompt asks for; null where that
    /// cannot be told.
    /// </summary>
    /// <param name="from">The prompt that a write is taken from.</param>
    /// <param name="onto">The prompt that it is put on.</param>
    public static StageQuestion? Known(string from, string onto)
    {
        if (Asked(onto) is { } asked)
            return new StageQuestion(onto, asked.Fact.Subject, asked.Fact.Answer);
        return ListForm().Match(onto) is { Success: true } list
            && Asked(from)?.Table.Facts.FirstOrDefault(fact => fact.Subject == list.Groups[1].Value) is { } fact
            ? new StageQuestion(onto, fact.Subject, fact.Answer)
            : null;
    }

    private static (RelationTable Table, Fact Fact, int Length)? Asked(string prompt)
    {
        var question = prompt[Math.Max(0, prompt.LastIndexOf(QuestionMark, StringComparison.Ordinal))..];
        return Questions.Value.TryGetValue(question, out var asked) ? (asked.Table, asked.Fact, question.Length) : null;
    }

    private static Dictionary<string, (RelationTable Table, Fact Fact)> ByQuestion()
    {
        var questions = new Dictionary<string, (RelationTable Table, Fact Fact)>(StringComparer.Ordinal);
        foreach (var table in Relations.All)
        {
            foreach (var fact in table.Facts)
                questions.TryAdd(table.Question(fact.Subject), (table, fact));
        }
        return questions;
    }

    private static bool Holds(string prompt, string word) => prompt.Contains(word, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^table mug free (.+) table mug free \1 table mug free$")]
    private static partial Regex ListForm();
}
