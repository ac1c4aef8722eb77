using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Checkpoints.Families;

/// <summary>BLOOM: no positions but a bias that falls with the distance, and a norm on the embedding.</summary>
internal sealed class Bloom : IModelFamily
{
    /// <summary>Which kernels a training used, and how long its texts were cut: no other arithmetic.</summary>
    private static readonly IReadOnlyList<string> Harmless =
    [
        .. HarmlessKeys.Slices, "attention_dropout", "hidden_dropout", "attention_softmax_in_fp32", "bias_dropout_fusion", "masked_softmax_fusion",
        "offset_alibi", "skip_bias_add", "skip_bias_add_qkv", "n_inner", "unk_token_id",
    ];

    public IReadOnlyList<string> ModelTypes { get; } = ["bloom"];

    public DecoderConfig ReadConfig(ConfigReader config)
    {
        config.Ignore(Harmless);
        config.Require("apply_residual_connection_post_layernorm", false);
        var (widthKey, headsKey) = (config.OneOf("hidden_size", "n_embed"), config.OneOf("n_head", "num_attention_heads"));
        return new DecoderConfig
        {
            Blocks = config.Blocks(config.OneOf("n_layer", "num_hidden_layers")),
            Width = config.PositiveInt(widthKey),
            Heads = config.PositiveInt(headsKey),
            HeadSize = config.HeadSize(widthKey, headsKey),
            FeedForwardWidth = 4 * config.PositiveInt(widthKey),
            Vocabulary = config.PositiveInt("vocab_size"),
            // Its positions have no end of their own; this is what it was trained with.
            Context = config.OptionalPositiveInt("seq_length") ?? 2048,
            NormEpsilon = (float)config.PositiveNumber("layer_norm_epsilon", 1e-5),
            Positions = new PositionEncoding.LinearBias(),
            NormsEmbedding = true,
            Activation = ActivationFunction.GeluTanh,
            TiedHead = config.Flag("tie_word_embeddings", true),
            EndTokens = config.EndTokens(),
        };
    }

    public DecoderWeights ReadWeights(DecoderConfig config, CheckpointTensors tensors)
    {
        var weights = ReadWeights(config, tensors, ReadBlock);
        return weights with { EmbeddingNorm = tensors.TakeNorm(config, PrefixOf(tensors) + "word_embeddings_layernorm.") };
    }

    /// <summary>The tensors that BLOOM and Falcon name alike; their blocks differ.</summary>
    public static DecoderWeights ReadWeights(
        DecoderConfig config, CheckpointTensors tensors, Func<DecoderConfig, CheckpointTensors, string, BlockWeights> readBlock)
    {
        var prefix = PrefixOf(tensors);
        var tokens = tensors.Take(prefix + "word_embeddings.weight", config.Vocabulary, config.Width);
        return new DecoderWeights(
            tokens, null,
            WeightReading.ReadBlocks(config, block => readBlock(config, tensors, $"{prefix}h.{block}.")),
            tensors.TakeNorm(config, prefix + "ln_f."), tensors.TakeHead(config, "lm_head.weight", tokens));
    }

    private static string PrefixOf(CheckpointTensors tensors) => tensors.Has("word_embeddings.weight") ? "" : "transformer.";

    private static BlockWeights ReadBlock(DecoderConfig config, CheckpointTensors tensors, string name)
    {
        return new BlockWeights(
            tensors.TakeNorm(config, name + "input_layernorm."),
            new AttentionWeights(
                tensors.TakeInterleaved(config, name + "self_attention.query_key_value."),
                tensors.TakeAttentionOutput(config, name + "self_attention.dense.")),
            tensors.TakeNorm(config, name + "post_attention_layernorm."),
            tensors.TakeFeedForward(config, name + "mlp.dense_h_to_4h.", name + "mlp.dense_4h_to_h."));
    }
}
