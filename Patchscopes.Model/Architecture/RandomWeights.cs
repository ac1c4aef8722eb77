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
        var (narrow, isNarrow) = (config.EmbeddingWidth, config.EmbeddingWidth != config.Width);
        var tokens = Draw(random, 1, config.Vocabulary, narrow);
        return new DecoderWeights(
            tokens,
            config.Positions is PositionEncoding.Learned ? Draw(random, 0.5, config.Context, config.Width) : null,
            [.. Enumerable.Range(0, config.Blocks).Select(_ => Block(random, config))],
            config.HasFinalNorm ? Norm(random, config, config.Width) : null,
            config.TiedHead ? tokens : Draw(random, 1, config.Vocabulary, narrow))
        {
            EmbeddingProjection = isNarrow ? Linear(random, narrow, config.Width, hasBias: false) : null,
            HeadProjection = isNarrow ? Linear(random, config.Width, narrow, hasBias: false) : null,
            EmbeddingNorm = config.NormsEmbedding ? Norm(random, config, config.Width) : null,
            HeadBias = config.HasHeadBias ? Draw(random, 0.1, config.Vocabulary) : null,
        };
    }

    private static BlockWeights Block(Generator random, DecoderConfig config)
    {
        var before = config.NormPlacement is NormPlacement.Before or NormPlacement.Around;
        NormWeights? Placed(bool isThere) => isThere ? Norm(random, config, config.Width) : null;
        var norm = Placed(before);
        return new BlockWeights(norm, Attention(random, config), config.SharesNorm ? norm : Placed(before), FeedForward(random, config))
        {
            AttentionPostNorm = Placed(config.NormPlacement is not NormPlacement.Before),
            FeedForwardPostNorm = Placed(config.NormPlacement is not NormPlacement.Before),
        };
    }

    private static AttentionWeights Attention(Generator random, DecoderConfig config)
    {
        var (heads, groups, size) = (config.Heads, config.KeyValueHeads, config.HeadSize);
        NormWeights? HeadsNorm(int count) =>
            config.HeadNorm is HeadNorm.None ? null : Norm(random, config, config.HeadNorm is HeadNorm.EachHead ? size : count * size);
        return new AttentionWeights(
            Linear(random, config.Width, (heads + (2 * groups)) * size, config.HasQueryKeyValueBias),
            Linear(random, heads * size, config.Width, config.HasAttentionOutputBias))
        {
            QueryNorm = HeadsNorm(heads),
            KeyNorm = HeadsNorm(groups),
        };
    }

    private static FeedForwardWeights FeedForward(Generator random, DecoderConfig config) => new(
        Linear(random, config.Width, config.FeedForwardWidth, config.HasFeedForwardBias),
        Linear(random, config.FeedForwardWidth, config.Width, config.HasFeedForwardBias))
    {
        Gate = config.IsGated ? Linear(random, config.Width, config.FeedForwardWidth, config.HasFeedForwardBias) : null,
    };

    private static LinearWeights Linear(Generator random, int from, int to, bool hasBias) =>
        new(Draw(random, 1 / Math.Sqrt(from), from, to), hasBias ? Draw(random, 0.1, to) : null);

    private static NormWeights Norm(Generator random, DecoderConfig config, int width)
    {
        using var gain = Draw(random, 0.2, width);
        return new NormWeights(gain.Plus(1).DetachFromDisposeScope(), config.Norm is NormKind.Layer ? Draw(random, 0.1, width) : null);
    }

    private static Tensor Draw(Generator random, double deviation, params long[] shape)
    {
        using var unit = randn(shape, generator: random);
        return unit.Times(deviation).DetachFromDisposeScope();
    }
}
