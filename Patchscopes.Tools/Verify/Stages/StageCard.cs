using Patchscopes.Model.Lenses;
using Patchscopes.Model.Running;
using Patchscopes.Model.Stages;
using Patchscopes.Tools.Verify.Atlas;

namespace Patchscopes.Tools.Verify.Stages;

/// <summary>The stages of every measured relation, by the same traces as the stages tab's.</summary>
internal sealed record StageCard(string Hash, LensKind Decoder, IReadOnlyList<RelationStages> Relations)
{
    public static StageCard Measure(LoadedModel model, LensKind lens, Action<string> onStep, CancellationToken cancellationToken)
    {
        var dataset = new StageDataset(model, lens);
        return new StageCard(model.Hash, lens, [.. StageTasks.Measured.Select(relation =>
        {
            onStep(relation);
            return RelationStages.Measure(dataset, model.Config.Blocks, relation, cancellationToken);
        })]);
    }

    /// <summary>What must hold, over all measured relations together.</summary>
    public IReadOnlyList<CardBound> Bounds()
    {
        var questions = Relations.Select(one => one.Forms[QuestionForm.Question]).ToList();
        var twins = Relations.SelectMany(one => one.Forms.Where(form => form.Key is not QuestionForm.Question).Select(form => form.Value)).ToList();
        var removals = RemovalSummary.Together(questions.Select(one => one.Removals));
        return
        [
            new("correct questions labelled abstractive", Labelled(questions, StageLabel.Abstractive), 0.90),
            new("correct twins labelled extractive", Labelled(twins, StageLabel.Extractive), 0.90),
            new("twins saturate earlier", Saturation(questions) - Saturation(twins), 3, InBlocks: true),
            new("removed writes change the answer", Share(removals?.Changed ?? 0, removals?.Cases ?? 0), 0.85),
            new("removed writes give back the argument", Share(removals?.BackToArgument ?? 0, removals?.Cases ?? 0), 0.60),
        ];
    }

    /// <summary>Whether every bound holds; one that could not be measured does not.</summary>
    public bool Holds() => Bounds().All(bound => bound.Holds);

    private static double? Labelled(List<DatasetSummary> summaries, StageLabel label) =>
        Share(summaries.Sum(one => one.Labels[label]), summaries.Sum(one => one.Correct));

    /// <summary>Mean over all correct rows.</summary>
    private static double? Saturation(List<DatasetSummary> summaries) =>
        Share(summaries.Sum(one => one.SaturationLayers.Select((count, block) => (double)count * block).Sum()), summaries.Sum(one => one.Correct));

    private static double? Share(double part, int whole) => whole == 0 ? null : part / whole;
}
