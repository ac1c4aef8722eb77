namespace Patchscopes.Model.Stages;

/// <summary>What kind of course an answer takes.</summary>
public enum StageLabel
{
    /// <summary>The argument is formed, then a function is applied to it.</summary>
    Abstractive,

    /// <summary>The answer stands in the prompt and saturates without an argument stage.</summary>
    Extractive,

    /// <summary>The argument is formed, and the expected answer does not follow.</summary>
    ArgumentOnly,

    /// <summary>The expected answer does not come, and no argument was formed.</summary>
    WrongAnswer,

    /// <summary>The answer comes, from nowhere in particular.</summary>
    NoX,
}

/// <summary>What in the application block turned the argument into the answer.</summary>
public enum StageAttribution
{
    /// <summary>The state still says the argument after attention and the answer after the feed-forward layer.</summary>
    FeedForward,

    /// <summary>The state says the argument before the block and the answer after attention.</summary>
    Attention,

    /// <summary>Neither alone.</summary>
    Distributed,
}

/// <summary>How clearly the two reciprocal-rank curves cross.</summary>
public enum CrossingStrength
{
    /// <summary>No crossing.</summary>
    None,

    /// <summary>A weak one.</summary>
    Weak,

    /// <summary>A clear one.</summary>
    Clear,
}

/// <summary>Blocks <paramref name="First"/> … <paramref name="Last"/>, both included.</summary>
public readonly record struct BlockRange(int First, int Last)
{
    /// <summary>How many blocks.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Size => Last - First + 1;
}

/// <summary>What <see cref="StageDetector"/> reads in a series.</summary>
public sealed record StageVerdict
{
    /// <summary>What kind of course it is.</summary>
    public required StageLabel Label { get; init; }

    /// <summary>s: the first block after which the top token is the final one to the end.</summary>
    public required int SaturationStart { get; init; }

    /// <summary>
    /// The argument's last run on top before saturation, or to the end where the argument itself is said instead of the
    /// answer; null where it never was on top.
    /// </summary>
    public BlockRange? ArgumentSpan { get; init; }

    /// <summary>Whether the span holds the argument on enough layers to be a stage.</summary>
    public bool IsHardSpan { get; init; }

    /// <summary>b: the block that applies the function; null where none does.</summary>
    public int? ApplicationLayer { get; init; }

    /// <summary>What applied it; null without an application layer, or where the states between attention and feed-forward layer are unknown.</summary>
    public StageAttribution? Attribution { get; init; }

    /// <summary>How far the curves cross, 0–1; null where reciprocal ranks are unknown.</summary>
    public double? XScore { get; init; }

    /// <summary>The same in a word.</summary>
    public CrossingStrength? Crossing { get; init; }

    /// <summary>Stage A; null without an argument stage.</summary>
    public BlockRange? ArgumentStage { get; init; }

    /// <summary>Stage C; null where the last block itself applies the function, or where the argument is said to the end.</summary>
    public BlockRange? SaturationStage { get; init; }

    /// <summary>Whether what the model says in the end stands in the prompt, up to the traced position.</summary>
    public bool IsSaidInPrompt { get; init; }

    /// <summary>b/(L − 1), 0–1.</summary>
    public double? RelativeDepth { get; init; }

    /// <summary>Whole sentences on what makes the verdict uncertain.</summary>
    public required IReadOnlyList<string> Doubts { get; init; }
}
