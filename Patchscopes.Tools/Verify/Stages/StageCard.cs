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
            var questions = Trace(StageTasks.Questions(relation));
            var outcomes = questions.Where(row => row is { IsCorrect: true, Trace.Verdict.ApplicationLayer: not null })
                .Select(row => dataset.Remove(row, cancellationToken)).ToList();
            return new RelationStages
            {
                Relation = relation,
                Questions = Sum(questions),
                TrueTwins = Sum(Trace(StageTasks.Twins(relation, areTrue: true))),
                FalseTwins = Sum(Trace(StageTasks.Twins(relation, areTrue: false))),
                Removals = outcomes.Count,
                ChangedBySize = [.. Enumerable.Range(1, StageDataset.WidestRemoval).Select(size => outcomes.Count(outcome => outcome?.Blocks.Size == size))],
                BackToArgument = outcomes.Count(outcome => outcome?.SaysArgument is true),
            };
        })]);

        List<TracedQuestion> Trace(IReadOnlyList<StageQuestion> asked) => [.. asked.Select((question, row) => dataset.Trace(row, question, cancellationToken))];

        DatasetSummary Sum(List<TracedQuestion> traced) => DatasetSummary.Of(traced, model.Config.Blocks);
    }

    /// <summary>What must hold, over all measured relations together.</summary>
    public IReadOnlyList<CardBound> Bounds()
    {
        var (questions, twins) = (Relations.Select(one => one.Questions).ToList(), Relations.SelectMany(one => new[] { one.TrueTwins, one.FalseTwins }).ToList());
        var removals = Relations.Sum(one => one.Removals);
        return
        [
            new("correct questions labelled abstractive", Labelled(questions, StageLabel.Abstractive), 0.90),
            new("correct twins labelled extractive", Labelled(twins, StageLabel.Extractive), 0.90),
            new("twins saturate earlier", Saturation(questions) - Saturation(twins), 3, InBlocks: true),
            new("removed writes change the answer", Share(Relations.Sum(one => one.ChangedBySize.Sum()), removals), 0.85),
            new("removed writes give back the argument", Share(Relations.Sum(one => one.BackToArgument), removals), 0.60),
        ];
    }

    private static double? Labelled(List<DatasetSummary> summaries, StageLabel label) =>
        Share(summaries.Sum(one => one.Labels[label]), summaries.Sum(one => one.Correct));

    /// <summary>Mean over all correct rows.</summary>
    private static double? Saturation(List<DatasetSummary> summaries) =>
        Share(summaries.Sum(one => one.SaturationLayers.Select((count, block) => (double)count * block).Sum()), summaries.Sum(one => one.Correct));

    private static double? Share(double part, int whole) => whole == 0 ? null : part / whole;
}
