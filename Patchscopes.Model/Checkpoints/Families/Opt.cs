using Patchscopes.Model.Architecture;
using static TorchSharp.torch;

namespace Patchscopes.Model.Checkpoints.Families;

/// <summary>
/// OPT: learned positions and ReLU. The 350m kind norms after each sum, has no final norm and projects a narrower token
/// embedding in and out.
/// </summary>
internal sealed class Opt : IModelFamily
{
    /// <summary>The table of positions begins with two rows that no token of a text uses.</summary>
    private const int FirstPosition = 2;

    /// <summary>Training only; "output_projection" was written by the conversion of one size and is read by nothing.</summary>
    private static readonly IReadOnlyList<string> Harmless = ["activation_dropout", "attention_dropout", "dropout", "layerdrop", "init_std", "output_projection"];

    public IReadOnlyList<string> ModelTypes { get; } = ["opt"];

    public DecoderConfig ReadConfig(ConfigReader config)
    {
        config.Ignore(Harmless);
        config.Require("layer_norm_elementwise_affine", true);
        var (width, hasBias) = (config.PositiveInt("hidden_size"), config.Flag("enable_bias", true));
        var (normsBefore, lacksLast) = (config.Flag("do_layer_norm_before", true), config.Flag("_remove_final_layer_norm", false));
        return new DecoderConfig
        {
            Blocks = config.Blocks("num_hidden_layers"),
            Width = width,
            EmbeddingWidth = config.OptionalPositiveInt("word_embed_proj_dim") ?? width,
            Heads = config.PositiveInt("num_attention_heads"),
            HeadSize = config.HeadSize("hidden_size", "num_attention_heads"),
            FeedForwardWidth = config.PositiveInt("ffn_dim"),
            Vocabulary = config.PositiveInt("vocab_size"),
            Context = config.OptionalPositiveInt("max_position_embeddings") ?? 2048,
            NormPlacement = normsBefore ? NormPlacement.Before : NormPlacement.AfterSum,
            NormEpsilon = 1e-5f,
            HasFinalNorm = normsBefore && !lacksLast,
            Activation = config.Activation("activation_function", ActivationFunction.Relu),
            HasQueryKeyValueBias = hasBias,
            HasAttentionOutputBias = hasBias,
            HasFeedForwardBias = hasBias,
            TiedHead = config.Flag("tie_word_embeddings", true),
            EndTokens = config.EndTokens(),
        };
    }

    public DecoderWeights ReadWeights(DecoderConfig config, CheckpointTensors tensors)
    {
        var prefix = tensors.Has("decoder.embed_tokens.weight") ? "decoder." : "model.decoder.";
        tensors.Ignore(prefix + "version");          // a counter of the program that trained it
        var tokens = tensors.Take(prefix + "embed_tokens.weight", config.Vocabulary, config.EmbeddingWidth);
        var isNarrow = config.EmbeddingWidth != config.Width;
        return new DecoderWeights(
            tokens, ReadPositions(config, tensors, prefix),
            WeightReading.ReadBlocks(config, block => ReadBlock(config, tensors, $"{prefix}layers.{block}.")),
            config.HasFinalNorm ? tensors.TakeNorm(config, prefix + "final_layer_norm.") : null,
            tensors.TakeHead(config, "lm_head.weight", tokens))
        {
            EmbeddingProjection = isNarrow ? tensors.TakeLinear(prefix + "project_in.", config.EmbeddingWidth, config.Width, hasBias: false) : null,
            HeadProjection = isNarrow ? tensors.TakeLinear(prefix + "project_out.", config.Width, config.EmbeddingWidth, hasBias: false) : null,
        };
    }

    private static Tensor ReadPositions(DecoderConfig config, CheckpointTensors tensors, string prefix)
    {
        var all = tensors.Take(prefix + "embed_positions.weight", config.Context + FirstPosition, config.Width);
        return tensors.Replace(all.narrow(0, FirstPosition, config.Context), all);
    }

    private static BlockWeights ReadBlock(DecoderConfig config, CheckpointTensors tensors, string name)
    {
        var attention = new AttentionWeights(
            tensors.TakeQueryKeyValue(config, name + "self_attn."),
            tensors.TakeAttentionOutput(config, name + "self_attn.out_proj."));
        var feedForward = tensors.TakeFeedForward(config, name + "fc1.", name + "fc2.");
        var (first, second) = (tensors.TakeNorm(config, name + "self_attn_layer_norm."), tensors.TakeNorm(config, name + "final_layer_norm."));
        return config.NormPlacement is NormPlacement.Before
            ? new BlockWeights(first, attention, second, feedForward)
            : new BlockWeights(null, attention, null, feedForward) { AttentionPostNorm = first, FeedForwardPostNorm = second };
    }
}
