using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Checkpoints.Families;

/// <summary>Gemma 2: norms around each sub-layer, scaled embeddings, soft caps, and a window in every other block from block 0 on.</summary>
internal sealed class Gemma2 : IModelFamily
{
    private static readonly LlamaLike Shared = new()
    {
        UsualContext = 8192,
        UsuallyTied = true,
        UsualKeyValueHeads = 4,
        UsualHeadSize = 256,
        ActivationKey = "hidden_activation",
        UsualActivation = ActivationFunction.GeluTanh,
    };

    public IReadOnlyList<string> ModelTypes { get; } = ["gemma2"];

    public DecoderConfig ReadConfig(ConfigReader config)
    {
        var sizes = ReadShared(config, usualScoreCap: 50, usualLogitCap: 30);
        return sizes with
        {
            Positions = new RotaryKeys(config, sizes.HeadSize).Read(),
            Window = ReadWindow(config, sizes.Blocks, block => block % 2 == 0),
        };
    }

    public DecoderWeights ReadWeights(DecoderConfig config, CheckpointTensors tensors) => LlamaLike.ReadWeights(config, tensors, storesGainsAboveOne: true);

    /// <summary>What Gemma 2 and 3 share.</summary>
    public static DecoderConfig ReadShared(ConfigReader config, double? usualScoreCap, double? usualLogitCap)
    {
        config.Ignore(["attention_dropout"]);
        config.Require("use_bidirectional_attention", false);
        var (sizes, hasBias) = (Shared.ReadSizes(config), config.Flag("attention_bias", false));
        // An older name of hidden_activation, which decides; no model is known in which it says something else.
        if (config.Activation("hidden_act", sizes.Activation) != sizes.Activation)
            throw config.NotImplemented("hidden_act");
        return sizes with
        {
            NormPlacement = NormPlacement.Around,
            EmbeddingScale = Math.Sqrt(sizes.Width),
            ScoreDivisor = config.PositiveNumber("query_pre_attn_scalar", 256),
            ScoreCap = config.UsualNumber("attn_logit_softcapping", usualScoreCap),
            LogitCap = config.UsualNumber("final_logit_softcapping", usualLogitCap),
            HasQueryKeyValueBias = hasBias,
            HasAttentionOutputBias = hasBias,
        };
    }

    public static AttentionWindow? ReadWindow(ConfigReader config, int blocks, Func<int, bool> isSliding)
    {
        var (tokens, sliding) = (config.UsualInt("sliding_window", 4096), config.SlidingBlocks(blocks, isSliding));
        if (sliding.Count == 0)
            return null;
        return tokens is { } window ? new AttentionWindow(window, sliding) : throw config.Wrong("sliding_window", "a number of tokens, for some blocks are sliding");
    }
}
