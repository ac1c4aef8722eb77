namespace Patchscopes.Model.Architecture;

/// <summary>How a model knows where a token stands.</summary>
public abstract record PositionEncoding
{
    private PositionEncoding()
    {
    }

    /// <summary>A learned vector per position, added to the embedding.</summary>
    public sealed record Learned : PositionEncoding;

    /// <summary>
    /// Queries and keys are turned by angles that grow with the position (RoPE, Su et al. 2021); dimension i is turned
    /// together with dimension i + n/2 of the n that turn.
    /// </summary>
    /// <param name="Base">θ: pair i of n/2 turns by θ^(−2i/n) per position.</param>
    /// <param name="Dimensions">n, even: the first dimensions of each head, which turn; the others do not.</param>
    public sealed record Rotary(double Base, int Dimensions) : PositionEncoding
    {
        /// <summary>How the angles are changed for a longer context; null: not at all.</summary>
        public RotaryScaling? Scaling { get; init; }

        /// <summary>Whether a config can set the base; where it cannot, it is the one number that such models were trained with.</summary>
        public bool HasFixedBase { get; init; }

        /// <summary>Angle per position of each pair, in radians.</summary>
        public IReadOnlyList<float> Frequencies() =>
            [.. Enumerable.Range(0, Dimensions / 2)
                .Select(pair => Math.Pow(Base, -2.0 * pair / Dimensions))
                .Select(frequency => (float)(Scaling?.Scale(frequency) ?? frequency))];
    }

    /// <summary>Scores fall in a straight line with the distance, for each head with a slope of its own (ALiBi, Press et al. 2021).</summary>
    public sealed record LinearBias : PositionEncoding
    {
        /// <summary>Slopes 2^(−8/H), 2^(−16/H), …; where H is no power of two, those of the next lower one and then every other of the next higher.</summary>
        public static IReadOnlyList<float> Slopes(int heads)
        {
            var lower = 1;
            while (lower * 2 <= heads)
                lower *= 2;
            var first = Enumerable.Range(1, lower).Select(head => Math.Pow(2, -8.0 * head / lower));
            var rest = Enumerable.Range(0, heads - lower).Select(head => Math.Pow(2, -4.0 * ((2 * head) + 1) / lower));
            return [.. first.Concat(rest).Select(slope => (float)slope)];
        }
    }
}

/// <summary>How rotary angles are stretched so that a longer context looks like the one that was trained on.</summary>
public abstract record RotaryScaling
{
    private RotaryScaling()
    {
    }

    /// <summary>The scaled angle per position.</summary>
    public abstract double Scale(double frequency);

    /// <summary>Every position counts as position / factor (position interpolation, Chen et al. 2023).</summary>
    public sealed record Linear(double Factor) : RotaryScaling
    {
        /// <inheritdoc/>
        public override double Scale(double frequency) => frequency / Factor;
    }

    /// <summary>
    /// Slow turns are slowed by a factor, fast ones stay, those between are mixed (Dubey et al. 2024, as released).
    /// </summary>
    /// <param name="Factor">By how much slow turns are slowed.</param>
    /// <param name="LowFrequencyFactor">Below this many turns in the original context a turn is slow.</param>
    /// <param name="HighFrequencyFactor">Above this many it is fast.</param>
    /// <param name="OriginalContext">The context that was trained on first, in tokens.</param>
    public sealed record ByWavelength(double Factor, double LowFrequencyFactor, double HighFrequencyFactor, int OriginalContext) : RotaryScaling
    {
        /// <inheritdoc/>
        public override double Scale(double frequency)
        {
            var turns = OriginalContext * frequency / (2 * Math.PI);
            var kept = Math.Clamp((turns - LowFrequencyFactor) / (HighFrequencyFactor - LowFrequencyFactor), 0, 1);
            return ((1 - kept) * frequency / Factor) + (kept * frequency);
        }
    }
}

/// <summary>Attention to the last few tokens only.</summary>
/// <param name="Tokens">How many, the token itself included.</param>
/// <param name="Blocks">The blocks that see no further; null: all.</param>
public sealed record AttentionWindow(int Tokens, IReadOnlyList<int>? Blocks = null)
{
    /// <summary>The rotation of these blocks, where it is another than that of the rest.</summary>
    public PositionEncoding.Rotary? Rotary { get; init; }

    /// <summary>Whether a block sees no further than this.</summary>
    public bool Covers(int block) => Blocks?.Contains(block) ?? true;
}
