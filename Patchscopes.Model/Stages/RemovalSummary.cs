namespace Patchscopes.Model.Stages;

/// <summary>What removing the feed-forward writes that answer its questions does to a data set.</summary>
/// <param name="Cases">Correctly answered questions with an application layer, each tried by <see cref="StageDataset"/>.</param>
/// <param name="ChangedBySize">How many lost their answer to a range of one block, of two, and so on up to the widest.</param>
/// <param name="BackToArgument">How many said the argument then.</param>
public sealed record RemovalSummary(int Cases, IReadOnlyList<int> ChangedBySize, int BackToArgument)
{
    /// <summary>How many lost their answer to a range of any size.</summary>
    public int Changed => ChangedBySize.Sum();

    /// <summary>Sums up what was tried; null where nothing was.</summary>
    public static RemovalSummary? Of(IEnumerable<TracedQuestion> traced)
    {
        var outcomes = traced.Select(row => row.Removal).OfType<RemovalOutcome>().ToList();
        return outcomes.Count == 0 ? null : new RemovalSummary(
            outcomes.Count,
            [.. Enumerable.Range(1, StageDataset.WidestRemoval).Select(size => outcomes.Count(outcome => outcome.IsChanged && outcome.Blocks.Size == size))],
            outcomes.Count(outcome => outcome is { IsChanged: true, SaysArgument: true }));
    }

    /// <summary>Several data sets as one; null where nothing was tried in any.</summary>
    public static RemovalSummary? Together(IEnumerable<RemovalSummary?> parts)
    {
        var all = parts.OfType<RemovalSummary>().ToList();
        return all.Count == 0 ? null : new RemovalSummary(
            all.Sum(one => one.Cases),
            [.. Enumerable.Range(0, StageDataset.WidestRemoval).Select(size => all.Sum(one => one.ChangedBySize[size]))],
            all.Sum(one => one.BackToArgument));
    }
}
