using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Checkpoints.Families;

/// <summary>Falcon: parallel blocks; the 7b kind with one norm and one head of keys and values, the 40b kind with two norms and grouped heads.</summary>
internal sealed class Falcon : IModelFamily
{
    /// <summary>The type of checkpoints of the 40b kind from before transformers knew Falcon; that of the 7b kind is "RefinedWebModel".</summary>
    private const string OldGrouped = "RefinedWeb";

    private static readonly IReadOnlyList<string> Harmless = ["attention_dropout", "hidden_dropout"];

    public IReadOnlyList<string> ModelTypes { get; } = ["falcon", "RefinedWebModel", OldGrouped];

    public DecoderConfig ReadConfig(ConfigReader config)
    {
        config.Ignore(Harmless);
        config.Require("alibi", false);
        config.Require("apply_residual_connection_post_layernorm", false);
        var (headsKey, isGrouped) = (config.OneOf("num_attention_heads", "n_head"), config.Flag("new_decoder_architecture", config.Text("model_type") == OldGrouped));
        var (width, headSize, hasBias) = (config.PositiveInt("hidden_size"), config.HeadSize("hidden_size", headsKey), config.Flag("bias", false));
        var (isParallel, norms) = (ReadLayout(config, isGrouped), ReadNorms(config, isGrouped));
        return new DecoderConfig
        {
            Blocks = config.Blocks(config.OneOf("num_hidden_layers", "n_layer")),
            Width = width,
            Heads = config.PositiveInt(headsKey),
            KeyValueHeads = ReadKeyValueHeads(config, headsKey, isGrouped),
            HeadSize = headSize,
            FeedForwardWidth = ReadFeedForwardWidth(config, width),
            Vocabulary = config.PositiveInt("vocab_size"),
            Context = config.OptionalPositiveInt("max_position_embeddings") ?? 2048,
            NormEpsilon = (float)config.PositiveNumber("layer_norm_epsilon", 1e-5),
            Positions = new RotaryKeys(config, headSize).Read(),
            Activation = config.Activation("activation", ActivationFunction.Gelu),
            IsParallel = isParallel,
            SharesNorm = isParallel && norms == 1,
            HasQueryKeyValueBias = hasBias,
            HasAttentionOutputBias = hasBias,
            HasFeedForwardBias = hasBias,
            TiedHead = config.Flag("tie_word_embeddings", true),
            EndTokens = config.EndTokens(),
        };
    }

    public DecoderWeights ReadWeights(DecoderConfig config, CheckpointTensors tensors) => Bloom.ReadWeights(config, tensors, ReadBlock);

    private static BlockWeights ReadBlock(DecoderConfig config, CheckpointTensors tensors, string name)
    {
        tensors.Ignore(name + "self_attention.rotary.inv_freq");             // the frequencies, stored by older versions
        tensors.Ignore(name + "self_attention.maybe_rotary.inv_freq");
        var (first, second) = ReadNorms(config, tensors, name);
        return new BlockWeights(
            first,
            new AttentionWeights(
                tensors.TakeInterleaved(config, name + "self_attention.query_key_value."),
                tensors.TakeAttentionOutput(config, name + "self_attention.dense.")),
            second,
            tensors.TakeFeedForward(config, name + "mlp.dense_h_to_4h.", name + "mlp.dense_4h_to_h."));
    }

    private static (NormWeights First, NormWeights Second) ReadNorms(DecoderConfig config, CheckpointTensors tensors, string name)
    {
        if (config is { IsParallel: true, SharesNorm: false })
            return (tensors.TakeNorm(config, name + "ln_attn."), tensors.TakeNorm(config, name + "ln_mlp."));
        var first = tensors.TakeNorm(config, name + "input_layernorm.");
        return (first, config.SharesNorm ? first : tensors.TakeNorm(config, name + "post_attention_layernorm."));
    }

    private static bool ReadLayout(ConfigReader config, bool isGrouped)
    {
        var isParallel = config.Flag("parallel_attn", true);
        return isGrouped && !isParallel ? throw config.NotImplemented("parallel_attn") : isParallel;
    }

    /// <summary>Norms of a parallel block: two in the grouped kind unless it says one.</summary>
    private static int ReadNorms(ConfigReader config, bool isGrouped)
    {
        const string Key = "num_ln_in_parallel_attn";
        var norms = config.OptionalPositiveInt(Key) ?? (isGrouped ? 2 : 1);
        return norms > 2 || (norms == 2 && !isGrouped) ? throw config.NotImplemented(Key) : norms;
    }

    private static int ReadKeyValueHeads(ConfigReader config, string headsKey, bool isGrouped)
    {
        var (heads, isMultiQuery) = (config.PositiveInt(headsKey), config.Flag("multi_query", true));
        var groups = config.OptionalPositiveInt(config.OneOf("num_kv_heads", "n_head_kv")) ?? heads;
        return isGrouped ? groups : isMultiQuery ? 1 : heads;
    }

    private static int ReadFeedForwardWidth(ConfigReader config, int width)
    {
        const string Key = "ffn_hidden_size", Factor = "ff_factor";
        var (inner, times) = (config.OptionalPositiveInt(Key), config.OptionalPositiveInt(Factor));
        return inner is { } one && times is { } other && one != width * other
            ? throw config.Refused($"{Key} = {one}, but {Factor} = {other} times the width is {width * other}.")
            : inner ?? (times ?? 4) * width;
    }
}
