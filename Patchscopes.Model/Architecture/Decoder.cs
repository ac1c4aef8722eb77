using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Patchscopes.Model.Architecture;

/// <summary>
/// A decoder-only transformer as pure functions over its weights. Nothing is registered and nothing is kept: a run is a
/// loop over these functions, and whoever runs it may change what flows between them. Differentiable, so the trainer
/// uses the same code. Shapes: R rows, T tokens, d width, H heads, dₕ head size, P tokens of a shared prefix, V vocabulary.
/// </summary>
internal sealed class Decoder(DecoderConfig config, DecoderWeights weights)
{
    public DecoderConfig Config { get; } = config;

    public DecoderWeights Weights { get; } = weights;

    public Device Device => Weights.TokenEmbedding.device;

    /// <summary>x₀ = E[ids] + P[positions]: the input of block 0, [R, T, d].</summary>
    public Tensor Embed(Tensor ids, Tensor positions) =>
        Rows(Weights.TokenEmbedding, ids).Plus(Rows(Weights.PositionEmbedding, positions));

    /// <summary>The input of attention: N₁(x), [R, T, d].</summary>
    public Tensor AttentionNormed(int block, Tensor x) => Norm(Weights.Blocks[block].AttentionNorm, x);

    /// <summary>Queries, keys and values of a normed input, each [R, H, T, dₕ].</summary>
    public (Tensor Query, Tensor Key, Tensor Value) ProjectHeads(int block, Tensor normed)
    {
        var projected = Linear(Weights.Blocks[block].Attention.QueryKeyValue, normed)                     // [R, T, 3·H·dₕ]
            .view(normed.shape[0], normed.shape[1], 3, Config.Heads, Config.HeadSize)
            .permute(2, 0, 3, 1, 4);                                                                      // [3, R, H, T, dₕ]
        return (projected[0], projected[1], projected[2]);
    }

    /// <summary>softmax(Q·Kᵀ·scale + mask), [R, H, T, S]; <paramref name="mask"/> is true where a token may be attended to.</summary>
    public Tensor AttentionPattern(int block, Tensor query, Tensor key, Tensor mask)
    {
        var scores = query.matmul(key.transpose(-1, -2)).Times(Config.AttentionScale(block));
        return softmax(scores.Filled(mask.logical_not(), MaskedScore(scores)), -1);
    }

    /// <summary>What attention adds to the residual stream, from heads already projected: softmax(QKᵀ)·V·O, [R, T, d].</summary>
    public Tensor AttentionWrite(int block, Tensor query, Tensor key, Tensor value, Tensor mask) =>
        Output(block, AttentionPattern(block, query, key, mask).matmul(value));

    /// <summary>What attention adds to the residual stream x, [R, T, d].</summary>
    public Tensor AttentionWrite(int block, Tensor x, Tensor mask)
    {
        var (query, key, value) = ProjectHeads(block, AttentionNormed(block, x));
        return AttentionWrite(block, query, key, value, mask);
    }

    /// <summary>
    /// What the feed-forward layer adds, [R, T, d]: W₂·act(W₁·N₂(·)) of the state after attention, or of the block's input
    /// in a parallel block.
    /// </summary>
    public Tensor FeedForwardWrite(int block, Tensor x, Tensor mid)
    {
        var weights = Weights.Blocks[block];
        var hidden = Activate(Linear(weights.FeedForward.Up, Norm(weights.FeedForwardNorm, Config.IsParallel ? x : mid)));
        return Linear(weights.FeedForward.Down, hidden);
    }

    /// <summary>Logits of residual states: N(x)·Uᵀ, [..., V].</summary>
    public Tensor Unembed(Tensor x) => Norm(Weights.FinalNorm, x).matmul(Weights.Unembedding.transpose(0, 1));

    /// <summary>
    /// A whole block for R rows that share the keys and values of a prefix ([1, H, P, dₕ], or none) and differ from
    /// there on; x is [R, T, d], causal among the T own tokens. The prefix is not copied per row: its products are one
    /// matrix product per head over all rows.
    /// </summary>
    public Tensor BlockAfterPrefix(int block, Tensor x, Tensor? prefixKey, Tensor? prefixValue)
    {
        var mid = x.Plus(AttentionWriteAfterPrefix(block, x, prefixKey, prefixValue));
        return mid.Plus(FeedForwardWrite(block, x, mid));
    }

    /// <summary>The causal mask of T tokens that come after P others, [T, P + T].</summary>
    public Tensor CausalMask(long tokens, long before = 0) =>
        ones(tokens, before + tokens, dtype: ScalarType.Bool, device: Device).tril(before);

    private Tensor AttentionWriteAfterPrefix(int block, Tensor x, Tensor? prefixKey, Tensor? prefixValue)
    {
        var (query, key, value) = ProjectHeads(block, AttentionNormed(block, x));                          // [R, H, T, dₕ]
        query = query.Times(Config.AttentionScale(block));
        var own = OwnScores(query, key);                                                                   // [R, H, T, T]
        if (prefixKey is null || prefixValue is null)
            return Output(block, softmax(own, -1).matmul(value));

        var (rows, tokens, prefix) = (x.shape[0], x.shape[1], prefixKey.shape[2]);
        var shared = query.transpose(0, 1).reshape(Config.Heads, rows * tokens, Config.HeadSize)           // [H, R·T, dₕ]
            .bmm(prefixKey[0].transpose(1, 2))                                                             // [H, R·T, P]
            .view(Config.Heads, rows, tokens, prefix).transpose(0, 1);                                     // [R, H, T, P]
        var pattern = softmax(cat([shared, own], -1), -1);                 // [R, H, T, P + T]
        var fromPrefix = pattern[.., .., .., ..(int)prefix].transpose(0, 1)
            .reshape(Config.Heads, rows * tokens, prefix).bmm(prefixValue[0])                              // [H, R·T, dₕ]
            .view(Config.Heads, rows, tokens, Config.HeadSize).transpose(0, 1);                            // [R, H, T, dₕ]
        return Output(block, fromPrefix.Plus(Mix(pattern[.., .., .., (int)prefix..], value)));
    }

    private Tensor OwnScores(Tensor query, Tensor key)
    {
        var tokens = query.shape[2];
        if (tokens == 1)
            return (query * key).sum(-1, keepdim: true);
        var scores = query.matmul(key.transpose(-1, -2));
        return scores.Filled(CausalMask(tokens).logical_not(), MaskedScore(scores));
    }

    /// <summary>Pattern·V; with one own token a product of numbers, which spares R·H products of 1 × 1 matrices.</summary>
    private static Tensor Mix(Tensor pattern, Tensor value) => value.shape[2] == 1 ? pattern * value : pattern.matmul(value);

    private Tensor Output(int block, Tensor heads)                                                         // [R, H, T, dₕ]
    {
        var merged = heads.transpose(1, 2).reshape(heads.shape[0], heads.shape[2], Config.Heads * Config.HeadSize);
        return Linear(Weights.Blocks[block].Attention.Output, merged);                                     // [R, T, d]
    }

    private Tensor Norm(NormWeights norm, Tensor x) =>
        functional.layer_norm(x, [Config.Width], norm.Gain, norm.Bias, Config.NormEpsilon);

    private Tensor Activate(Tensor x) => Config.Activation switch
    {
        ActivationFunction.GeluTanh => functional.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh),
        ActivationFunction.Gelu => functional.gelu(x),
        ActivationFunction.Relu => functional.relu(x),
        ActivationFunction.Silu => functional.silu(x),
        _ => throw new NotSupportedException($"Activation {Config.Activation} is not implemented."),
    };

    private static Tensor Linear(LinearWeights linear, Tensor x)
    {
        var flat = x.reshape(-1, linear.Weight.shape[0]);                                                  // one product for all rows
        var product = linear.Bias is null ? flat.mm(linear.Weight) : addmm(linear.Bias, flat, linear.Weight, 1, 1);
        return product.view([.. x.shape[..^1], linear.Weight.shape[1]]);
    }

    /// <summary>Rows of a table by index; `index_select`, because the gradient of plain indexing is very slow.</summary>
    private static Tensor Rows(Tensor table, Tensor indices) =>
        table.index_select(0, indices.reshape(-1)).view([.. indices.shape, table.shape[1]]);

    /// <summary>Low enough to vanish in a softmax, within the type's range, and finite, so that no row of scores gives a NaN.</summary>
    private static float MaskedScore(Tensor scores) => scores.dtype == ScalarType.Float16 ? -6e4f : -1e9f;
}
