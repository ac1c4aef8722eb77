using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Patchscopes.Model.Architecture;

/// <summary>
/// A decoder-only transformer as pure functions over its weights. Nothing is registered and nothing is kept: a run is a
/// loop over these functions, and whoever runs it may change what flows between them. Differentiable, so the trainer
/// uses the same code. Shapes: R rows, T tokens, S tokens that are looked at, d width, H heads, K heads of keys and values,
/// G = H / K, dₕ head size, P tokens of a shared prefix, V vocabulary.
/// </summary>
internal sealed partial class Decoder(DecoderConfig config, DecoderWeights weights)
{
    public DecoderConfig Config { get; } = config;

    public DecoderWeights Weights { get; } = weights;

    public Device Device => Weights.TokenEmbedding.device;

    /// <summary>x₀ = E[ids] (+ P[positions]): the input of block 0, scaled, projected and normed where the config says so, [R, T, d].</summary>
    public Tensor Embed(Tensor ids, Tensor positions)
    {
        var x = Rows(Weights.TokenEmbedding, ids);
        if (Config.EmbeddingScale != 1)
            x = x.Times(Config.EmbeddingScale);
        if (Weights.EmbeddingProjection is { } projection)
            x = Linear(projection, x);
        if (Weights.PositionEmbedding is { } table)
            x = x.Plus(Rows(table, positions));
        return Norm(Weights.EmbeddingNorm, x);
    }

    /// <summary>The state between attention and feed-forward layer: x + the attention write, normed where norms follow the sum, [R, T, d].</summary>
    public Tensor AfterAttention(int block, Tensor x, Tensor write) => Join(Weights.Blocks[block].AttentionPostNorm, x, write);

    /// <summary>The block's output: the state in the middle + the feed-forward write, normed where norms follow the sum, [R, T, d].</summary>
    public Tensor AfterFeedForward(int block, Tensor mid, Tensor write) => Join(Weights.Blocks[block].FeedForwardPostNorm, mid, write);

    /// <summary>
    /// What the feed-forward layer adds, [R, T, d]: act(N₂(·)·U)·D, or gated (act(N₂(·)·G) · (N₂(·)·U))·D, of the state
    /// after attention, or of the block's input in a parallel block.
    /// </summary>
    public Tensor FeedForwardWrite(int block, Tensor x, Tensor mid)
    {
        var weights = Weights.Blocks[block];
        var input = Norm(weights.FeedForwardNorm, Config.IsParallel ? x : mid);
        var up = Linear(weights.FeedForward.Up, input);
        var hidden = weights.FeedForward.Gate is { } gate ? Activate(Linear(gate, input)) * up : Activate(up);
        return Written(weights.FeedForwardPostNorm, Linear(weights.FeedForward.Down, hidden));
    }

    /// <summary>Logits of residual states: N(x)·Uᵀ, [..., V].</summary>
    public Tensor Unembed(Tensor x)
    {
        var read = Norm(Weights.FinalNorm, x);
        if (Weights.HeadProjection is { } projection)
            read = Linear(projection, read);
        var logits = read.matmul(Weights.Unembedding.transpose(0, 1));
        if (Weights.HeadBias is { } bias)
            logits = logits.Plus(bias);
        return Capped(logits, Config.LogitCap);
    }

    /// <summary>
    /// A whole block for R rows that share the keys and values of a prefix ([1, K, P, dₕ], or none) and differ from
    /// there on; x is [R, T, d], causal among the T own tokens. The prefix is not copied per row: its products are one
    /// matrix product per head over all rows.
    /// </summary>
    public Tensor BlockAfterPrefix(int block, Tensor x, Tensor? prefixKey, Tensor? prefixValue, Places places) =>
        BlockAfterAttention(block, x, AttentionWriteAfterPrefix(block, x, prefixKey, prefixValue, places));

    /// <summary>The block's output from its input and what its attention adds, [R, T, d].</summary>
    public Tensor BlockAfterAttention(int block, Tensor x, Tensor attention)
    {
        var mid = AfterAttention(block, x, attention);
        return AfterFeedForward(block, mid, FeedForwardWrite(block, x, mid));
    }

    private Tensor Join(NormWeights? norm, Tensor x, Tensor write)
    {
        var sum = x.Plus(write);
        return Config.NormPlacement is NormPlacement.AfterSum ? Norm(norm, sum) : sum;
    }

    private Tensor Written(NormWeights? norm, Tensor write) =>
        Config.NormPlacement is NormPlacement.AfterWrite or NormPlacement.Around ? Norm(norm, write) : write;

    /// <summary>Over the last dimension, whatever its length.</summary>
    private Tensor Norm(NormWeights? norm, Tensor x) => norm is null ? x : Config.Norm switch
    {
        NormKind.Layer => functional.layer_norm(x, [norm.Gain.shape[0]], norm.Gain, norm.Bias, Config.NormEpsilon),
        NormKind.RootMeanSquare => RootMeanSquareNorm(norm.Gain, x),
        _ => throw new NotSupportedException($"Norm {Config.Norm} is not implemented."),
    };

    /// <summary>x / √(mean(x²) + ε) · gain; squares of 16-bit numbers would leave their range.</summary>
    private Tensor RootMeanSquareNorm(Tensor gain, Tensor x)
    {
        var wide = x.to(ScalarType.Float32);
        var scale = (wide * wide).mean([-1], keepdim: true).Plus(Config.NormEpsilon).rsqrt();
        return (wide * scale).to(x.dtype) * gain;
    }

    private Tensor Activate(Tensor x) => Config.Activation switch
    {
        ActivationFunction.GeluTanh => functional.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh),
        ActivationFunction.Gelu => functional.gelu(x),
        ActivationFunction.Relu => functional.relu(x),
        ActivationFunction.Silu => functional.silu(x),
        _ => throw new NotSupportedException($"Activation {Config.Activation} is not implemented."),
    };

    /// <summary>c · tanh(x / c).</summary>
    private static Tensor Capped(Tensor x, double? cap) => cap is { } most ? x.Times(1 / most).tanh().Times(most) : x;

    private static Tensor Linear(LinearWeights linear, Tensor x)
    {
        var flat = x.reshape(-1, linear.Weight.shape[0]);                                                  // one product for all rows
        var product = linear.Bias is null ? flat.mm(linear.Weight) : addmm(linear.Bias, flat, linear.Weight, 1, 1);
        return product.view([.. x.shape[..^1], linear.Weight.shape[1]]);
    }

    /// <summary>Rows of a table by index; `index_select`, because the gradient of plain indexing is very slow.</summary>
    private static Tensor Rows(Tensor table, Tensor indices) =>
        table.index_select(0, indices.reshape(-1)).view([.. indices.shape, table.shape[1]]);
}
