using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Checkpoints.Families;

/// <summary>
/// What the many families share that are named and built like Llama: root-mean-square norms, rotary positions, a gated
/// feed-forward layer, heads of keys and values that serve several queries. What they do not share is a value here.
/// </summary>
internal sealed record LlamaLike
{
    /// <summary>The context where no key says it.</summary>
    public required int UsualContext { get; init; }

    public double UsualEpsilon { get; init; } = 1e-6;

    public bool UsuallyTied { get; init; }

    /// <summary>Heads of keys and values where no key says it; null: as many as there are heads.</summary>
    public int? UsualKeyValueHeads { get; init; }

    /// <summary>The head size where no key says it; null: width / heads.</summary>
    public int? UsualHeadSize { get; init; }

    /// <summary>The key of the share of each head that turns, where there is one.</summary>
    public string? FractionKey { get; init; }

    public string ActivationKey { get; init; } = "hidden_act";

    public ActivationFunction UsualActivation { get; init; } = ActivationFunction.Silu;

    /// <summary>Reads the keys that all of them have, the rotation aside.</summary>
    public DecoderConfig ReadSizes(ConfigReader config)
    {
        var (width, heads) = (config.PositiveInt("hidden_size"), config.PositiveInt("num_attention_heads"));
        return new DecoderConfig
        {
            Blocks = config.Blocks("num_hidden_layers"),
            Width = width,
            Heads = heads,
            KeyValueHeads = config.UsualInt("num_key_value_heads", UsualKeyValueHeads) ?? heads,
            HeadSize = config.UsualInt("head_dim", UsualHeadSize) ?? config.HeadSize("hidden_size", "num_attention_heads"),
            FeedForwardWidth = config.PositiveInt("intermediate_size"),
            Vocabulary = config.PositiveInt("vocab_size"),
            Context = config.OptionalPositiveInt("max_position_embeddings") ?? UsualContext,
            Norm = NormKind.RootMeanSquare,
            NormEpsilon = (float)config.PositiveNumber("rms_norm_eps", UsualEpsilon),
            Activation = config.Activation(ActivationKey, UsualActivation),
            IsGated = true,
            HasQueryKeyValueBias = false,
            HasAttentionOutputBias = false,
            HasFeedForwardBias = false,
            TiedHead = config.Flag("tie_word_embeddings", UsuallyTied),
            EndTokens = config.EndTokens(),
        };
    }

    /// <summary>Reads the keys that all of them have.</summary>
    public DecoderConfig ReadConfig(ConfigReader config)
    {
        var sizes = ReadSizes(config);
        return sizes with { Positions = new RotaryKeys(config, sizes.HeadSize) { FractionKey = FractionKey }.Read() };
    }

    /// <summary>Takes the tensors; which norms and biases there are the config says.</summary>
    /// <param name="config">The config.</param>
    /// <param name="tensors">The checkpoint.</param>
    /// <param name="isFused">Whether queries, keys and values are one layer, and gate and up another.</param>
    /// <param name="storesGainsAboveOne">Whether a norm stores its gains less 1.</param>
    public static DecoderWeights ReadWeights(DecoderConfig config, CheckpointTensors tensors, bool isFused = false, bool storesGainsAboveOne = false)
    {
        // A checkpoint that was saved without its head lacks this prefix.
        var prefix = tensors.Has("embed_tokens.weight") ? "" : "model.";
        var names = new LlamaNames(config, tensors, isFused, storesGainsAboveOne);
        var tokens = tensors.Take(prefix + "embed_tokens.weight", config.Vocabulary, config.Width);
        tensors.Ignore(prefix + "rotary_emb.inv_freq");              // the frequencies, which follow from the config
        return new DecoderWeights(
            tokens, null,
            WeightReading.ReadBlocks(config, block => names.ReadBlock($"{prefix}layers.{block}.")),
            names.ReadNorm(prefix + "norm."), tensors.TakeHead(config, "lm_head.weight", tokens));
    }
}
