using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Checkpoints.Families;

/// <summary>GPT-J: parallel blocks with one norm, part of each head turned in pairs of neighbours, a head with a bias.</summary>
internal sealed class GptJ : IModelFamily
{
    private static readonly IReadOnlyList<string> Harmless = [.. HarmlessKeys.Dropouts, .. HarmlessKeys.Summaries];

    public IReadOnlyList<string> ModelTypes { get; } = ["gptj"];

    public DecoderConfig ReadConfig(ConfigReader config)
    {
        config.Ignore(Harmless);
        config.Require("rotary", true);
        config.Require("scale_attn_weights", true);
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
            Positions = new PositionEncoding.Rotary(10000, config.OptionalPositiveInt("rotary_dim") ?? 64) { HasFixedBase = true },
            Activation = config.Activation("activation_function", ActivationFunction.GeluTanh),
            IsParallel = true,
            SharesNorm = true,
            HasQueryKeyValueBias = false,
            HasAttentionOutputBias = false,
            HasHeadBias = true,
            TiedHead = config.Flag("tie_word_embeddings", false),
            EndTokens = config.EndTokens(),
        };
    }

    public DecoderWeights ReadWeights(DecoderConfig config, CheckpointTensors tensors)
    {
        var tokens = tensors.Take("transformer.wte.weight", config.Vocabulary, config.Width);
        var blocks = WeightReading.ReadBlocks(config, block => ReadBlock(config, tensors, $"transformer.h.{block}."));
        var norm = tensors.TakeNorm(config, "transformer.ln_f.");
        return new DecoderWeights(tokens, null, blocks, norm, tensors.TakeHead(config, "lm_head.weight", tokens))
        {
            HeadBias = tensors.Take("lm_head.bias", config.Vocabulary),
        };
    }

    private static BlockWeights ReadBlock(DecoderConfig config, CheckpointTensors tensors, string name)
    {
        tensors.Ignore(name + "attn.bias");          // the causal mask, stored by older versions
        tensors.Ignore(name + "attn.masked_bias");   // and the number that it put into masked scores
        var (width, inner) = (config.Width, config.FeedForwardWidth);
        var (norm, heads) = (tensors.TakeNorm(config, name + "ln_1."), tensors.TakeQueryKeyValue(config, name + "attn."));
        return new BlockWeights(
            norm,
            new AttentionWeights(
                tensors.PairHalves(config, heads, ((PositionEncoding.Rotary)config.Positions).Dimensions),
                tensors.TakeLinear(name + "attn.out_proj.", width, width, hasBias: false)),
            norm,
            new FeedForwardWeights(
                tensors.TakeLinear(name + "mlp.fc_in.", width, inner, hasBias: true),
                tensors.TakeLinear(name + "mlp.fc_out.", inner, width, hasBias: true)));
    }
}
