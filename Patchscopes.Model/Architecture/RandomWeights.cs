using static TorchSharp.torch;

namespace Patchscopes.Model.Architecture;

/// <summary>
/// Weights drawn at random, of the size that keeps a residual stream in bounds, for measuring and for testing what holds
/// of any weights. The same seed gives the same weights.
/// </summary>
internal static class RandomWeights
{
    /// <summary>The caller disposes of them; they outlive every dispose scope.</summary>
    public static DecoderWeights Of(DecoderConfig config, long seed)
    {
        using var random = new Generator((ulong)seed);
        var inner = config.Heads * config.HeadSize;
        var tokens = Draw(random, 1, config.Vocabulary, config.Width);
        return new DecoderWeights(
            tokens,
            Draw(random, 0.5, config.Context, config.Width),
            [.. Enumerable.Range(0, config.Blocks).Select(_ => Block(random, config, inner))],
            Norm(random, config.Width),
            config.TiedHead ? tokens : Draw(random, 1, config.Vocabulary, config.Width));
    }

    private static BlockWeights Block(Generator random, DecoderConfig config, int inner) => new(
        Norm(random, config.Width),
        new AttentionWeights(Linear(random, config.Width, 3 * inner), Linear(random, inner, config.Width)),
        Norm(random, config.Width),
        new FeedForwardWeights(Linear(random, config.Width, config.FeedForwardWidth), Linear(random, config.FeedForwardWidth, config.Width)));

    private static LinearWeights Linear(Generator random, int from, int to) =>
        new(Draw(random, 1 / Math.Sqrt(from), from, to), Draw(random, 0.1, to));

    private static NormWeights Norm(Generator random, int width)
    {
        using var gain = Draw(random, 0.2, width);
        return new NormWeights(gain.Plus(1).DetachFromDisposeScope(), Draw(random, 0.1, width));
    }

    private static Tensor Draw(Generator random, double deviation, params long[] shape)
    {
        using var unit = randn(shape, generator: random);
        return unit.Times(deviation).DetachFromDisposeScope();
    }
}
