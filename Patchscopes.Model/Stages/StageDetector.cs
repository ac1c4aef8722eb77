namespace Patchscopes.Model.Stages;

/// <summary>
/// Reads the three stages of Merullo et al. (arXiv 2305.16130 §3) out of a series: argument formation, function
/// application, saturation. The paper gives no algorithm; the rules are this project's.
/// </summary>
public static class StageDetector
{
    /// <summary>The verdict on one position.</summary>
    /// <exception cref="ArgumentException">The series is empty, or its lists differ in length.</exception>
    public static StageVerdict Read(StageSeries series, StageThresholds? thresholds = null)
    {
        var limits = thresholds ?? new StageThresholds();
        RequireLengths(series);
        var answer = series.ExpectedAnswer ?? series.Said;
        // A spelling of the argument that is the answer itself (brown → Brown) cannot tell the two apart.
        var argument = series.Argument.Where(token => token != answer).ToHashSet();
        var saturation = Saturation(series.Top);
        // An argument that is said in the end was formed and never replaced: its last run is the one that reaches the end.
        var saysArgument = argument.Contains(series.Said);
        var span = ArgumentSpan.Find(series.Top, saysArgument ? series.Top.Count - 1 : saturation - 1, argument, limits)
            ?? (series.MidTop is { } mids ? ArgumentSpan.Find(mids, saturation, argument, limits) : null);
        var label = Label(series, span, answer, limits);
        var application = label is StageLabel.Abstractive or StageLabel.NoX ? Application(series, span, saturation, argument, limits) : null;
        var score = Crossing(series);
        var hasStages = application is not null && label is StageLabel.Abstractive;
        return new StageVerdict
        {
            Label = label,
            SaturationStart = saturation,
            ArgumentSpan = span?.Blocks,
            IsHardSpan = span?.IsHard(limits) ?? false,
            ApplicationLayer = application,
            Attribution = application is { } block ? Attribution(series, block, argument, answer) : null,
            XScore = score,
            Crossing = score is { } x ? x > limits.ClearX ? CrossingStrength.Clear : x >= limits.WeakX ? CrossingStrength.Weak : CrossingStrength.None : null,
            ArgumentStage = hasStages ? Range(span!.Blocks.First, application!.Value - 1) : label is StageLabel.ArgumentOnly ? span!.Blocks : null,
            SaturationStage = saysArgument ? null : Range(hasStages ? application!.Value + 1 : saturation, series.Top.Count - 1),
            IsSaidInPrompt = series.IsSaidInPrompt,
            RelativeDepth = application is { } at && series.Top.Count > 1 ? at / (double)(series.Top.Count - 1) : null,
            Doubts = [.. StageDoubts.Of(series, argument, label, saturation, limits)],
        };
    }

    /// <summary>The first block from which on the top token is the last one's.</summary>
    public static int Saturation(IReadOnlyList<int> top)
    {
        var block = top.Count - 1;
        while (block > 0 && top[block - 1] == top[^1])
            block--;
        return block;
    }

    private static StageLabel Label(StageSeries series, ArgumentSpan? span, int answer, StageThresholds limits)
    {
        if (answer != series.Said)
            return span is null ? StageLabel.WrongAnswer : StageLabel.ArgumentOnly;
        if (span?.IsHard(limits) is true)
            return StageLabel.Abstractive;
        return series.IsSaidInPrompt ? StageLabel.Extractive : StageLabel.NoX;
    }

    private static int? Application(StageSeries series, ArgumentSpan? span, int saturation, HashSet<int> argument, StageThresholds limits)
    {
        if (span is null)
            return null;
        var before = series.MidTop is { } mids ? mids[saturation] : saturation > 0 ? series.Top[saturation - 1] : (int?)null;
        if (before is { } token && argument.Contains(token))
            return saturation;
        return series is { ArgumentRank: { } x, AnswerRank: { } y } ? Overtaking(x, y, span.Blocks.First, limits) : saturation;
    }

    /// <summary>The first block after the span's first from which the answer stands above the argument to the end.</summary>
    private static int? Overtaking(IReadOnlyList<double> x, IReadOnlyList<double> y, int first, StageThresholds limits)
    {
        var block = x.Count;
        while (block - 1 > first && y[block - 1] > x[block - 1])
            block--;
        while (block < x.Count && y[block] < limits.LeastAnswerRank)
            block++;
        return block < x.Count ? block : null;
    }

    private static StageAttribution? Attribution(StageSeries series, int block, HashSet<int> argument, int answer)
    {
        if (series.MidTop is not { } mids)
            return null;
        if (argument.Contains(mids[block]) && series.Top[block] == answer)
            return StageAttribution.FeedForward;
        return block > 0 && argument.Contains(series.Top[block - 1]) && mids[block] == answer ? StageAttribution.Attention : StageAttribution.Distributed;
    }

    /// <summary>max over i &lt; j of min(RR_x(i) − RR_x(j), RR_y(j) − RR_y(i)), at least 0.</summary>
    private static double? Crossing(StageSeries series)
    {
        if (series is not { ArgumentRank: { } x, AnswerRank: { } y })
            return null;
        var best = 0d;
        for (var later = 1; later < x.Count; later++)
        {
            for (var earlier = 0; earlier < later; earlier++)
                best = Math.Max(best, Math.Min(x[earlier] - x[later], y[later] - y[earlier]));
        }
        return best;
    }

    private static BlockRange? Range(int first, int last) => first <= last ? new BlockRange(first, last) : null;

    private static void RequireLengths(StageSeries series)
    {
        if (series.Top.Count == 0)
            throw new ArgumentException("The series has no blocks.", nameof(series));
        foreach (var count in new[] { series.MidTop?.Count, series.TopProbability?.Count, series.ArgumentRank?.Count, series.AnswerRank?.Count })
        {
            if (count is { } length && length != series.Top.Count)
                throw new ArgumentException($"A list of the series has {length} entries, but it has {series.Top.Count} blocks.", nameof(series));
        }
    }
}
