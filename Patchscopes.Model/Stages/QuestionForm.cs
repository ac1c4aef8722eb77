namespace Patchscopes.Model.Stages;

/// <summary>How a question of a data set is asked.</summary>
public enum QuestionForm
{
    /// <summary>As it is: the answer must be recalled.</summary>
    Question,

    /// <summary>With the facts in front: the answer can be copied.</summary>
    TrueTwin,

    /// <summary>With facts in front that give another row's answer, which is the right one then.</summary>
    FalseTwin,
}

/// <summary>Data sets in each of their forms.</summary>
public static class QuestionForms
{
    /// <summary>The questions of a built-in relation: one-shot, and with two sentences in front where they are twins.</summary>
    /// <exception cref="ArgumentException">There is no such relation.</exception>
    public static IReadOnlyList<StageQuestion> Of(string relation, QuestionForm form) =>
        form is QuestionForm.Question ? StageTasks.Questions(relation) : StageTasks.Twins(relation, areTrue: form is QuestionForm.TrueTwin);

    /// <summary>
    /// Other questions in a form. A false twin takes the answer of the next row that has another one, from the start again
    /// after the last; null where all rows have the same.
    /// </summary>
    public static IReadOnlyList<StageQuestion>? Of(IReadOnlyList<StageQuestion> questions, QuestionForm form)
    {
        if (form is QuestionForm.FalseTwin && !HaveFalseTwins(questions.Select(question => question.Answer)))
            return null;
        return form is QuestionForm.Question ? questions : [.. questions.Select((question, row) => Twin(question, form is QuestionForm.TrueTwin ? question.Answer : OtherAnswer(questions, row)))];
    }

    /// <summary>Whether rows with these answers have false twins: one of them must have another answer than the rest.</summary>
    public static bool HaveFalseTwins(IEnumerable<string> answers) => answers.Distinct().Skip(1).Any();

    private static StageQuestion Twin(StageQuestion question, string answer) => question with { Prompt = ExtractiveTwin.Of(question.Prompt, answer), Answer = answer };

    private static string OtherAnswer(IReadOnlyList<StageQuestion> questions, int row) => Enumerable.Range(row + 1, questions.Count - 1)
        .Select(next => questions[next % questions.Count].Answer).First(answer => answer != questions[row].Answer);
}
