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
        return Gpt2.ReadShared(config) with
        {
            Positions = new PositionEncoding.Rotary(10000, config.OptionalPositiveInt("rotary_dim") ?? 64) { HasFixedBase = true },
            IsParallel = true,
            SharesNorm = true,
            HasQueryKeyValueBias = false,
            HasAttentionOutputBias = false,
            HasHeadBias = true,
            TiedHead = config.Flag("tie_word_embeddings", false),
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
        var (norm, heads) = (tensors.TakeNorm(config, name + "ln_1."), tensors.TakeQueryKeyValue(config, name + "attn."));
        return new BlockWeights(
            norm,
            new AttentionWeights(
                tensors.PairHalves(config, heads, ((PositionEncoding.Rotary)config.Positions).Dimensions),
                tensors.TakeAttentionOutput(config, name + "attn.out_proj.")),
            norm,
            tensors.TakeFeedForward(config, name + "mlp.fc_in.", name + "mlp.fc_out."));
    }
}
