using static TorchSharp.torch;

namespace Patchscopes.Model.Architecture;

/// <summary>x ↦ x·W + b with W of shape [in, out] (a transposed view where the checkpoint stores [out, in]).</summary>
internal sealed record LinearWeights(Tensor Weight, Tensor? Bias);

/// <summary>Gain and bias of a norm, each [d].</summary>
internal sealed record NormWeights(Tensor Gain, Tensor? Bias);

/// <summary>Query, key and value projections side by side, [d, 3·H·dₕ], and the output projection, [H·dₕ, d].</summary>
internal sealed record AttentionWeights(LinearWeights QueryKeyValue, LinearWeights Output);

/// <summary>The two projections of a feed-forward layer.</summary>
internal sealed record FeedForwardWeights(LinearWeights Up, LinearWeights Down);

/// <summary>One transformer block.</summary>
internal sealed record BlockWeights(
    NormWeights AttentionNorm, AttentionWeights Attention, NormWeights FeedForwardNorm, FeedForwardWeights FeedForward);

/// <summary>
/// All weights of a decoder: token embedding [V, d], position embedding [context, d], the blocks, the final norm and
/// the unembedding [V, d] (the very tensor of the token embedding where the head is tied).
/// </summary>
internal sealed record DecoderWeights(
    Tensor TokenEmbedding, Tensor PositionEmbedding, IReadOnlyList<BlockWeights> Blocks, NormWeights FinalNorm, Tensor Unembedding)
    : IDisposable
{
    /// <summary>Every tensor once, in the order of the forward pass.</summary>
    public IEnumerable<Tensor> Tensors()
    {
        yield return TokenEmbedding;
        yield return PositionEmbedding;
        foreach (var block in Blocks)
        {
            foreach (var tensor in Of(block))
                yield return tensor;
        }
        foreach (var tensor in Of(FinalNorm))
            yield return tensor;
        if (!ReferenceEquals(Unembedding, TokenEmbedding))
            yield return Unembedding;
    }

    public void Dispose()
    {
        foreach (var tensor in Tensors())
            tensor.Dispose();
    }

    private static IEnumerable<Tensor> Of(BlockWeights block) =>
    [
        .. Of(block.AttentionNorm), .. Of(block.Attention.QueryKeyValue), .. Of(block.Attention.Output),
        .. Of(block.FeedForwardNorm), .. Of(block.FeedForward.Up), .. Of(block.FeedForward.Down),
    ];

    private static IEnumerable<Tensor> Of(LinearWeights linear) => linear.Bias is null ? [linear.Weight] : [linear.Weight, linear.Bias];

    private static IEnumerable<Tensor> Of(NormWeights norm) => norm.Bias is null ? [norm.Gain] : [norm.Gain, norm.Bias];
}
