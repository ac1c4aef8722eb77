namespace Patchscopes.Model.Stages;

/// <summary>
/// What <see cref="StageDetector"/> decides by. Merullo et al. define the stages in words only; these numbers are this
/// project's, checked by hand on the paper's printed series.
/// </summary>
public sealed record StageThresholds
{
    /// <summary>Layers on which the argument must be on top for its span to be a stage.</summary>
    public int HardSpanLayers { get; init; } = 2;

    /// <summary>Layers in a row that may say something else inside a span.</summary>
    public int SpanGap { get; init; } = 1;

    /// <summary>Reciprocal rank that the answer must have where it overtakes the argument.</summary>
    public double LeastAnswerRank { get; init; } = .1;

    /// <summary>X-score above which the crossing is clear.</summary>
    public double ClearX { get; init; } = .5;

    /// <summary>X-score from which there is a weak crossing.</summary>
    public double WeakX { get; init; } = .25;

    /// <summary>A top token less probable than this is doubtful.</summary>
    public double LeastTopProbability { get; init; } = .05;

    /// <summary>Layers by which the saturation of two lenses may differ without doubt.</summary>
    public int LensDisagreement { get; init; } = 2;

    /// <summary>A model with fewer blocks than this shows its stages coarsely.</summary>
    public int FewBlocks { get; init; } = 8;
}
