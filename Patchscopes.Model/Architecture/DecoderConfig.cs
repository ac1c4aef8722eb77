namespace Patchscopes.Model.Architecture;

/// <summary>The nonlinearity between the two projections of a feed-forward layer.</summary>
public enum ActivationFunction
{
    /// <summary>GELU in its tanh approximation, as the first models had it ("gelu_new").</summary>
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

    /// <summary>Number of heads that keys and values have, K: each serves H / K query heads that follow each other; H unless set.</summary>
    public int KeyValueHeads { get => field == 0 ? Heads : field; init; }

    /// <summary>Dimension of one head, dₕ.</summary>
    public required int HeadSize { get; init; }

    /// <summary>Dimension between the projections of the feed-forward layer, f.</summary>
    public required int FeedForwardWidth { get; init; }

    /// <summary>Rows of the token embedding, V: token ids are 0 … V − 1.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>The longest sequence that the model can read, in tokens.</summary>
    public required int Context { get; init; }

    /// <summary>What the norms do.</summary>
    public NormKind Norm { get; init; }

    /// <summary>Where the norms of a block stand.</summary>
    public NormPlacement NormPlacement { get; init; }

    /// <summary>Added inside each norm to the variance or mean square.</summary>
    public required float NormEpsilon { get; init; }

    /// <summary>Whether a norm follows the last block, before the unembedding.</summary>
    public bool HasFinalNorm { get; init; } = true;

    /// <summary>How the model knows positions.</summary>
    public PositionEncoding Positions { get; init; } = new PositionEncoding.Learned();

    /// <summary>How far back attention reaches; null: to the first token.</summary>
    public AttentionWindow? Window { get; init; }

    /// <summary>The nonlinearity of the feed-forward layers.</summary>
    public required ActivationFunction Activation { get; init; }

    /// <summary>Whether the feed-forward layer is act(x·G) · (x·U) · D (GLU, Shazeer 2020) instead of act(x·U) · D.</summary>
    public bool IsGated { get; init; }

    /// <summary>
    /// Whether attention and feed-forward layer of a block read the same input, its own, instead of one after the other.
    /// What both add is summed either way.
    /// </summary>
    public bool IsParallel { get; init; }

    /// <summary>Whether both sub-layers of a parallel block read the same normed input: one norm, not two.</summary>
    public bool SharesNorm { get; init; }

    /// <summary>Whether attention scores are divided by √dₕ.</summary>
    public bool ScaleByHeadSize { get; init; } = true;

    /// <summary>The number whose root divides attention scores instead of √dₕ, where it is another one.</summary>
    public double? ScoreDivisor { get; init; }

    /// <summary>Whether attention scores of block b are further divided by b + 1.</summary>
    public bool ScaleByBlock { get; init; }

    /// <summary>c where attention scores s become c · tanh(s / c); null: they stay.</summary>
    public double? ScoreCap { get; init; }

    /// <summary>The same for logits.</summary>
    public double? LogitCap { get; init; }

    /// <summary>Norms on queries and keys.</summary>
    public HeadNorm HeadNorm { get; init; }

    /// <summary>What token embeddings are multiplied by.</summary>
    public double EmbeddingScale { get; init; } = 1;

    /// <summary>Whether the sum of embeddings is normed before block 0.</summary>
    public bool NormsEmbedding { get; init; }

    /// <summary>Dimension of the token embedding where it is projected to the width, and back before the unembedding; the width unless set.</summary>
    public int EmbeddingWidth { get => field == 0 ? Width : field; init; }

    /// <summary>Whether the projections to queries, keys and values have a bias.</summary>
    public bool HasQueryKeyValueBias { get; init; } = true;

    /// <summary>Whether the output projection of attention has a bias.</summary>
    public bool HasAttentionOutputBias { get; init; } = true;

    /// <summary>Whether the projections of the feed-forward layer have a bias.</summary>
    public bool HasFeedForwardBias { get; init; } = true;

    /// <summary>Whether a bias is added to the logits.</summary>
    public bool HasHeadBias { get; init; }

    /// <summary>Whether the unembedding is the token embedding itself.</summary>
    public bool TiedHead { get; init; } = true;

    /// <summary>The tokens that end a text.</summary>
    public IReadOnlyList<int> EndTokens { get; init; } = [];

    /// <summary>What attention scores of block <paramref name="block"/> are multiplied by.</summary>
    public double AttentionScale(int block) =>
        (ScaleByHeadSize ? 1 / Math.Sqrt(ScoreDivisor ?? HeadSize) : 1) / (ScaleByBlock ? block + 1 : 1);

    /// <summary>How far back attention of block <paramref name="block"/> reaches; null: to the first token.</summary>
    public AttentionWindow? WindowOf(int block) => Window is { } window && window.Covers(block) ? window : null;

    /// <summary>How block <paramref name="block"/> turns queries and keys; null: it does not.</summary>
    public PositionEncoding.Rotary? RotaryOf(int block) => WindowOf(block)?.Rotary ?? Positions as PositionEncoding.Rotary;
}
