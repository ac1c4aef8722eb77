using Patchscopes.Model.Training;
using Patchscopes.Model.Training.Evaluation;

namespace Patchscopes.Model.Stages;

/// <summary>A question with its argument and answer, as data sets hold it.</summary>
/// <param name="Prompt">The whole prompt, demonstration included; the answer follows with a leading space.</param>
/// <param name="Argument">What the question is about.</param>
/// <param name="Answer">The right answer.</param>
public sealed record StageQuestion(string Prompt, string Argument, string Answer);

/// <summary>A question that the stages tab offers by name.</summary>
/// <param name="Key">Names it in links.</param>
/// <param name="Name">On its button.</param>
/// <param name="Question">The abstractive prompt.</param>
public sealed record StageTask(string Key, string Name, StageQuestion Question)
{
    /// <summary>The same with its facts in front.</summary>
    public StageQuestion Twin => Question with { Prompt = ExtractiveTwin.Of(Question.Prompt, Question.Answer) };
}

/// <summary>The questions that come with the product: one of each kind by name, and every row of the embedded model's relations.</summary>
public static class StageTasks
{
    /// <summary>The relations over which the embedded model's stages are measured.</summary>
    public static IReadOnlyList<string> Measured { get; } = ["capital", "currency", "language", "past tense", "opposite"];

    /// <summary>The questions with a button, the first visit's first.</summary>
    public static IReadOnlyList<StageTask> All { get; } =
    [
        Of("capital-of-poland", "Capital of Poland", "capital", "Poland", "Somalia"),
        Of("past-tense-of-eat", "Past tense of eat", "past tense", "eat", "walk"),
        Of("opposite-of-hot", "Opposite of hot", "opposite", "hot", "big"),
        Of("colour-of-grass", "Colour of grass", "colour", "grass", "snow"),
        Of("upper-case-of-brown", "Upper case of brown", "upper case", "brown", "red"),
        Of("currency-of-japan", "Currency of Japan", "currency", "Japan", "Poland"),
        Of("language-of-brazil", "Language of Brazil", "language", "Brazil", "Egypt"),
    ];

    /// <summary>Keys of every built-in relation.</summary>
    public static IReadOnlyList<string> Relations { get; } = [.. Training.Relations.All.Select(relation => relation.Key)];

    /// <summary>A one-shot question per row of a relation.</summary>
    /// <exception cref="ArgumentException">There is no such relation.</exception>
    public static IReadOnlyList<StageQuestion> Questions(string relation) => Asked(relation, ExamPaper.OneShot);

    /// <summary>The same with two sentences in front that state the facts, true or with another row's answer.</summary>
    /// <exception cref="ArgumentException">There is no such relation.</exception>
    public static IReadOnlyList<StageQuestion> Twins(string relation, bool areTrue) =>
        Asked(relation, table => ExamPaper.Extraction(table, areTrue, sentences: 2));

    private static IReadOnlyList<StageQuestion> Asked(string relation, Func<RelationTable, IReadOnlyList<Exam>> exams)
    {
        var table = Training.Relations.All.FirstOrDefault(table => table.Key == relation)
            ?? throw new ArgumentException($"There is no relation “{relation}”. The relations are {string.Join(", ", Relations)}.", nameof(relation));
        return [.. table.Facts.Zip(exams(table), (fact, exam) => new StageQuestion(exam.Prompt, fact.Subject, exam.Answer.Trim()))];
    }

    private static StageTask Of(string key, string name, string relation, string subject, string shown)
    {
        var table = Training.Relations.Named(relation);
        var (asked, demonstration) = (table.Facts.First(fact => fact.Subject == subject), table.Facts.First(fact => fact.Subject == shown));
        var prompt = $"{table.Question(shown)} {demonstration.Answer}\n{table.Question(subject)}";
        return new StageTask(key, name, new StageQuestion(prompt, subject, asked.Answer));
    }
}
