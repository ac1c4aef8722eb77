using static TorchSharp.torch;

namespace Patchscopes.Model.Architecture;

/// <summary>x ↦ x·W + b with W of shape [in, out] (a transposed view where the checkpoint stores [out, in]).</summary>
internal sealed record LinearWeights(Tensor Weight, Tensor? Bias);

/// <summary>Gain and bias of a norm, each [n] for vectors of n numbers.</summary>
internal sealed record NormWeights(Tensor Gain, Tensor? Bias);

/// <summary>Query, key and value projections side by side, [d, (H + 2·K)·dₕ], and the output projection, [H·dₕ, d].</summary>
internal sealed record AttentionWeights(LinearWeights QueryKeyValue, LinearWeights Output)
{
    /// <summary>Of queries and keys, where they are normed: gains [dₕ], or [H·dₕ] and [K·dₕ].</summary>
    public NormWeights? QueryNorm { get; init; }

    public NormWeights? KeyNorm { get; init; }
}

/// <summary>The projections of a feed-forward layer, the gate where there is one.</summary>
internal sealed record FeedForwardWeights(LinearWeights Up, LinearWeights Down)
{
    public LinearWeights? Gate { get; init; }
}

/// <summary>
/// One transformer block. Each norm is there where its placement has it; a parallel block that shares its norm has it
/// in both places.
/// </summary>
internal sealed record BlockWeights(
    NormWeights? AttentionNorm, AttentionWeights Attention, NormWeights? FeedForwardNorm, FeedForwardWeights FeedForward)
{
    /// <summary>After the sub-layer: on what it writes, or on the sum.</summary>
    public NormWeights? AttentionPostNorm { get; init; }

    public NormWeights? FeedForwardPostNorm { get; init; }
}

/// <summary>
/// All weights of a decoder: token embedding [V, d] (or narrower), position embedding [context, d] where positions are
/// learned, the blocks, the final norm and the unembedding [V, d] (the very tensor of the token embedding where the head
/// is tied).
/// </summary>
internal sealed record DecoderWeights(
    Tensor TokenEmbedding, Tensor? PositionEmbedding, IReadOnlyList<BlockWeights> Blocks, NormWeights? FinalNorm, Tensor Unembedding)
    : IDisposable
{
    /// <summary>From the width of the token embedding to that of the residual stream, and back before the unembedding.</summary>
    public LinearWeights? EmbeddingProjection { get; init; }

    public LinearWeights? HeadProjection { get; init; }

    public NormWeights? EmbeddingNorm { get; init; }

    /// <summary>Added to the logits, [V].</summary>
    public Tensor? HeadBias { get; init; }

    /// <summary>Every tensor once, in the order of the forward pass.</summary>
    public IEnumerable<Tensor> Tensors() => All().OfType<Tensor>().Distinct(ReferenceEqualityComparer.Instance).Cast<Tensor>();

    public void Dispose()
    {
        foreach (var tensor in Tensors())
            tensor.Dispose();
    }

    private IEnumerable<Tensor?> All() =>
    [
        TokenEmbedding, .. Of(EmbeddingProjection), PositionEmbedding, .. Of(EmbeddingNorm),
        .. Blocks.SelectMany(Of),
        .. Of(FinalNorm), .. Of(HeadProjection), Unembedding, HeadBias,
    ];

    private static IEnumerable<Tensor?> Of(BlockWeights block) =>
    [
        .. Of(block.AttentionNorm), .. Of(block.Attention.QueryKeyValue), .. Of(block.Attention.QueryNorm), .. Of(block.Attention.KeyNorm),
        .. Of(block.Attention.Output), .. Of(block.AttentionPostNorm),
        .. Of(block.FeedForwardNorm), .. Of(block.FeedForward.Gate), .. Of(block.FeedForward.Up), .. Of(block.FeedForward.Down), .. Of(block.FeedForwardPostNorm),
    ];

    private static IEnumerable<Tensor?> Of(LinearWeights? linear) => [linear?.Weight, linear?.Bias];

    private static IEnumerable<Tensor?> Of(NormWeights? norm) => [norm?.Gain, norm?.Bias];
}
