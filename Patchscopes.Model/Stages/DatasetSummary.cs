namespace Patchscopes.Model.Stages;

/// <summary>
/// What a data set shows: shares over all its rows, curves and layers over the correctly answered ones only, as in the
/// paper. Lists have one entry per block.
/// </summary>
public sealed record DatasetSummary
{
    /// <summary>Rows traced.</summary>
    public required int Rows { get; init; }

    /// <summary>Rows answered correctly.</summary>
    public required int Correct { get; init; }

    /// <summary>How many of the correctly answered rows have each label; every label is there.</summary>
    public required IReadOnlyDictionary<StageLabel, int> Labels { get; init; }

    /// <summary>How many of all rows have each label.</summary>
    public required IReadOnlyDictionary<StageLabel, int> AllLabels { get; init; }

    /// <summary>Mean reciprocal rank of the argument after each block; 0 everywhere where nothing was correct.</summary>
    public required IReadOnlyList<double> ArgumentRank { get; init; }

    /// <summary>Mean reciprocal rank of the answer after each block.</summary>
    public required IReadOnlyList<double> AnswerRank { get; init; }

    /// <summary>How often each block is the application layer.</summary>
    public required IReadOnlyList<int> ApplicationLayers { get; init; }

    /// <summary>How often saturation starts at each block.</summary>
    public required IReadOnlyList<int> SaturationLayers { get; init; }

    /// <summary>Mean first block of the argument span; null where there is none.</summary>
    public double? MeanArgument { get; init; }

    /// <summary>Mean application layer; null where there is none.</summary>
    public double? MeanApplication { get; init; }

    /// <summary>Mean saturation start; null where nothing was correct.</summary>
    public double? MeanSaturation { get; init; }

    /// <summary>Mean X-score; null where nothing was correct.</summary>
    public double? MeanXScore { get; init; }

    /// <summary>What removing feed-forward writes does; null where it was not tried.</summary>
    public RemovalSummary? Removals { get; init; }

    /// <summary>How many blocks earlier than the same questions in another form these saturate on average; null where either has no correct row.</summary>
    public double? SaturatesEarlierThan(DatasetSummary other) => other.MeanSaturation - MeanSaturation;

    /// <summary>Sums up traced questions of one model.</summary>
    public static DatasetSummary Of(IReadOnlyCollection<TracedQuestion> traced, int blocks)
    {
        var correct = traced.Where(row => row.IsCorrect).Select(row => row.Trace).ToList();
        var verdicts = correct.ConvertAll(trace => trace.Verdict);
        return new DatasetSummary
        {
            Rows = traced.Count,
            Correct = correct.Count,
            Labels = Count(verdicts),
            AllLabels = Count(traced.Select(row => row.Trace.Verdict)),
            ArgumentRank = Mean(correct, blocks, block => block.AfterFeedForward.Argument?.ReciprocalRank ?? 0),
            AnswerRank = Mean(correct, blocks, block => block.AfterFeedForward.Answer.ReciprocalRank),
            ApplicationLayers = Histogram(verdicts.Select(verdict => verdict.ApplicationLayer), blocks),
            SaturationLayers = Histogram(verdicts.Select(verdict => (int?)verdict.SaturationStart), blocks),
            MeanArgument = verdicts.Average(verdict => verdict.IsHardSpan ? verdict.ArgumentSpan?.First : null),
            MeanApplication = verdicts.Average(verdict => verdict.ApplicationLayer),
            MeanSaturation = verdicts.Average(verdict => (double?)verdict.SaturationStart),
            MeanXScore = verdicts.Average(verdict => verdict.XScore),
            Removals = RemovalSummary.Of(traced),
        };
    }

    private static Dictionary<StageLabel, int> Count(IEnumerable<StageVerdict> verdicts)
    {
        var counts = Enum.GetValues<StageLabel>().ToDictionary(label => label, _ => 0);
        foreach (var verdict in verdicts)
            counts[verdict.Label]++;
        return counts;
    }

    private static double[] Mean(List<StageTrace> traces, int blocks, Func<TracedBlock, double> of) =>
        [.. Enumerable.Range(0, blocks).Select(block => traces.Count == 0 ? 0 : traces.Average(trace => of(trace.Blocks[block])))];

    private static int[] Histogram(IEnumerable<int?> layers, int blocks)
    {
        var counts = new int[blocks];
        foreach (var layer in layers)
        {
            if (layer is { } block)
                counts[block]++;
        }
        return counts;
    }
}
