using Patchscopes.Model.Stages;

namespace Patchscopes.Tools.Verify.Stages;

/// <summary>What the stages of a relation's questions are, in each form.</summary>
/// <param name="Relation">The relation's key.</param>
/// <param name="Forms">Every form's summary; removals were tried on the questions.</param>
internal sealed record RelationStages(string Relation, IReadOnlyDictionary<QuestionForm, DatasetSummary> Forms)
{
    private const int EveryRow = int.MaxValue;

    /// <summary>Traces a relation's first rows, all unless a number is given.</summary>
    public static RelationStages Measure(StageDataset dataset, int blocks, string relation, CancellationToken cancellationToken, int rows = EveryRow) =>
        new(relation, Enum.GetValues<QuestionForm>().ToDictionary(form => form, form => DatasetSummary.Of(
            [.. QuestionForms.Of(relation, form).Take(rows).Select((question, row) =>
                dataset.Trace(row, question, removes: form is QuestionForm.Question, cancellationToken))],
            blocks)));
}
