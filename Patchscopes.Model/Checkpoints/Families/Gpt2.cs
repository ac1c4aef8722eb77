using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Checkpoints.Families;

/// <summary>GPT-2 (transformers' GPT2LMHeadModel): learned positions, layer norm before each sub-layer, tied head.</summary>
internal sealed class Gpt2 : IModelFamily
{
    private static readonly IReadOnlyList<string> Harmless =
    [
        .. HarmlessKeys.Dropouts, .. HarmlessKeys.Summaries, "n_special", "predict_special_tokens",
        // An older name of n_positions, which decides.
        "n_ctx",
        // Another order of the same float32 arithmetic.
        "reorder_and_upcast_attn",
    ];

    public IReadOnlyList<string> ModelTypes { get; } = ["gpt2"];

    public DecoderConfig ReadConfig(ConfigReader config)
    {
        config.Ignore(Harmless);
        return ReadShared(config) with
        {
            ScaleByHeadSize = config.Flag("scale_attn_weights", true),
            ScaleByBlock = config.Flag("scale_attn_by_inverse_layer_idx", false),
            TiedHead = config.Flag("tie_word_embeddings", true),
        };
    }

    public DecoderWeights ReadWeights(DecoderConfig config, CheckpointTensors tensors) => ReadWeights(config, tensors, ReadBlock);

    /// <summary>What GPT-2 and GPT-J share.</summary>
    public static DecoderConfig ReadShared(ConfigReader config)
    {
        var width = config.PositiveInt("n_embd");
        return new DecoderConfig
        {
            Blocks = config.Blocks("n_layer"),
            Width = width,
            Heads = config.PositiveInt("n_head"),
            HeadSize = config.HeadSize("n_embd", "n_head"),
            FeedForwardWidth = config.OptionalPositiveInt("n_inner") ?? 4 * width,
            Vocabulary = config.PositiveInt("vocab_size"),
            Context = config.PositiveInt("n_positions"),
            NormEpsilon = (float)config.PositiveNumber("layer_norm_epsilon", 1e-5),
            Activation = config.Activation("activation_function", ActivationFunction.GeluTanh),
            EndTokens = config.EndTokens(),
        };
    }

    /// <summary>The tensors that GPT-2 and GPT-Neo name alike; their blocks differ.</summary>
    public static DecoderWeights ReadWeights(
        DecoderConfig config, CheckpointTensors tensors, Func<DecoderConfig, CheckpointTensors, string, BlockWeights> readBlock)
    {
        // The published checkpoints were saved without the head, hence without this prefix.
        var prefix = tensors.Has("wte.weight") ? "" : "transformer.";
        var tokens = tensors.Take(prefix + "wte.weight", config.Vocabulary, config.Width);
        var positions = tensors.Take(prefix + "wpe.weight", config.Context, config.Width);
        var blocks = WeightReading.ReadBlocks(config, block => readBlock(config, tensors, $"{prefix}h.{block}."));
        var norm = tensors.TakeNorm(config, prefix + "ln_f.");
        return new DecoderWeights(tokens, positions, blocks, norm, tensors.TakeHead(config, "lm_head.weight", tokens));
    }

    private static BlockWeights ReadBlock(DecoderConfig config, CheckpointTensors tensors, string name)
    {
        tensors.Ignore(name + "attn.bias");          // the causal mask, stored by older versions
        tensors.Ignore(name + "attn.masked_bias");   // and the number that it put into masked scores
        var (width, inner) = (config.Width, config.FeedForwardWidth);
        return new BlockWeights(
            tensors.TakeNorm(config, name + "ln_1."),
            new AttentionWeights(
                ReadLinear(tensors, name + "attn.c_attn.", width, 3 * width),
                ReadLinear(tensors, name + "attn.c_proj.", width, width)),
            tensors.TakeNorm(config, name + "ln_2."),
            new FeedForwardWeights(
                ReadLinear(tensors, name + "mlp.c_fc.", width, inner),
                ReadLinear(tensors, name + "mlp.c_proj.", inner, width)));
    }

    /// <summary>GPT-2 stores its projections as [in, out] ("Conv1D").</summary>
    private static LinearWeights ReadLinear(CheckpointTensors tensors, string name, long from, long to) =>
        new(tensors.Take(name + "weight", from, to), tensors.Take(name + "bias", to));
}
