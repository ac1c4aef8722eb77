namespace Patchscopes.Model.Architecture;

/// <summary>The nonlinearity between the two projections of a feed-forward layer.</summary>
public enum ActivationFunction
{
    /// <summary>GELU in its tanh approximation (GPT-2's "gelu_new").</summary>
    GeluTanh,

    /// <summary>GELU with the exact error function.</summary>
    Gelu,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x · sigmoid(x), also called swish.</summary>
    Silu,
}

/// <summary>
/// What a decoder-only transformer computes, without its weights and without the name of its family: every variant is
/// a value here, and <see cref="Decoder"/> switches over values only.
/// </summary>
public sealed record DecoderConfig
{
    /// <summary>Number of blocks, L.</summary>
    public required int Blocks { get; init; }

    /// <summary>Dimension of the residual stream, d.</summary>
    public required int Width { get; init; }

    /// <summary>Number of attention heads, H.</summary>
    public required int Heads { get; init; }

    /// <summary>Dimension of one head, dₕ.</summary>
    public required int HeadSize { get; init; }

    /// <summary>Dimension between the two projections of the feed-forward layer.</summary>
    public required int FeedForwardWidth { get; init; }

    /// <summary>Rows of the token embedding, V: token ids are 0 … V − 1.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>The longest sequence that the model can read, in tokens.</summary>
    public required int Context { get; init; }

    /// <summary>Added to the variance inside each layer norm.</summary>
    public required float NormEpsilon { get; init; }

    /// <summary>The nonlinearity of the feed-forward layers.</summary>
    public required ActivationFunction Activation { get; init; }

    /// <summary>
    /// Whether attention and feed-forward layer of a block read the same input, its own (GPT-J, NeoX), instead of one
    /// after the other. What both add is summed either way.
    /// </summary>
    public bool IsParallel { get; init; }

    /// <summary>Whether attention scores are divided by √dₕ.</summary>
    public bool ScaleByHeadSize { get; init; } = true;

    /// <summary>Whether attention scores of block b are further divided by b + 1.</summary>
    public bool ScaleByBlock { get; init; }

    /// <summary>Whether the unembedding is the token embedding itself.</summary>
    public bool TiedHead { get; init; } = true;

    /// <summary>The token that ends a text, where the model has one.</summary>
    public int? EndToken { get; init; }

    /// <summary>What attention scores of block <paramref name="block"/> are multiplied by.</summary>
    public double AttentionScale(int block) =>
        (ScaleByHeadSize ? 1 / Math.Sqrt(HeadSize) : 1) / (ScaleByBlock ? block + 1 : 1);
}
