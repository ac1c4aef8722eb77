using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Checkpoints.Families;

/// <summary>GPT-NeoX and Pythia: parallel blocks (unless the config says otherwise) with two norms, part of each head turned, a head of its own.</summary>
internal sealed class GptNeoX : IModelFamily
{
    private static readonly IReadOnlyList<string> Harmless = ["attention_dropout", "hidden_dropout"];

    public IReadOnlyList<string> ModelTypes { get; } = ["gpt_neox"];

    public DecoderConfig ReadConfig(ConfigReader config)
    {
        config.Ignore(Harmless);
        var headSize = config.HeadSize("hidden_size", "num_attention_heads");
        var hasBias = config.Flag("attention_bias", true);
        return new DecoderConfig
        {
            Blocks = config.Blocks("num_hidden_layers"),
            Width = config.PositiveInt("hidden_size"),
            Heads = config.PositiveInt("num_attention_heads"),
            HeadSize = headSize,
            FeedForwardWidth = config.PositiveInt("intermediate_size"),
            Vocabulary = config.PositiveInt("vocab_size"),
            Context = config.OptionalPositiveInt("max_position_embeddings") ?? 2048,
            NormEpsilon = (float)config.PositiveNumber("layer_norm_eps", 1e-5),
            Positions = new RotaryKeys(config, headSize)
            {
                ThetaKey = config.OneOf("rotary_emb_base", "rope_theta"),
                FractionKey = config.OneOf("rotary_pct", "partial_rotary_factor"),
                UsualFraction = 0.25,
            }.Read(),
            Activation = config.Activation("hidden_act", ActivationFunction.Gelu),
            IsParallel = config.Flag("use_parallel_residual", true),
            HasQueryKeyValueBias = hasBias,
            HasAttentionOutputBias = hasBias,
            TiedHead = config.Flag("tie_word_embeddings", false),
            EndTokens = config.EndTokens(),
        };
    }

    public DecoderWeights ReadWeights(DecoderConfig config, CheckpointTensors tensors)
    {
        var tokens = tensors.Take("gpt_neox.embed_in.weight", config.Vocabulary, config.Width);
        var blocks = WeightReading.ReadBlocks(config, block => ReadBlock(config, tensors, $"gpt_neox.layers.{block}."));
        var norm = tensors.TakeNorm(config, "gpt_neox.final_layer_norm.");
        return new DecoderWeights(tokens, null, blocks, norm, tensors.TakeHead(config, "embed_out.weight", tokens));
    }

    private static BlockWeights ReadBlock(DecoderConfig config, CheckpointTensors tensors, string name)
    {
        tensors.Ignore(name + "attention.bias");                  // the causal mask, stored by older versions
        tensors.Ignore(name + "attention.masked_bias");           // the number that it put into masked scores
        tensors.Ignore(name + "attention.rotary_emb.inv_freq");   // and the frequencies, which follow from the config
        return new BlockWeights(
            tensors.TakeNorm(config, name + "input_layernorm."),
            new AttentionWeights(
                tensors.TakeInterleaved(config, name + "attention.query_key_value."),
                tensors.TakeAttentionOutput(config, name + "attention.dense.")),
            tensors.TakeNorm(config, name + "post_attention_layernorm."),
            tensors.TakeFeedForward(config, name + "mlp.dense_h_to_4h.", name + "mlp.dense_4h_to_h."));
    }
}
