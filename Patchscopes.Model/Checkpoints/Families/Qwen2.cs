using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Checkpoints.Families;

/// <summary>Qwen 2 and 2.5: Llama with biases on queries, keys and values, and a window in the upper blocks where it is switched on.</summary>
internal sealed class Qwen2 : IModelFamily
{
    private static readonly LlamaLike Shared = new() { UsualContext = 32768, UsualKeyValueHeads = 32 };

    public IReadOnlyList<string> ModelTypes { get; } = ["qwen2"];

    public DecoderConfig ReadConfig(ConfigReader config)
    {
        config.Ignore(["attention_dropout"]);
        // Positions of images and videos.
        config.Require("use_mrope", false);
        var shared = Shared.ReadConfig(config);
        return shared with { HasQueryKeyValueBias = true, Window = ReadWindow(config, shared.Blocks) };
    }

    public DecoderWeights ReadWeights(DecoderConfig config, CheckpointTensors tensors) => LlamaLike.ReadWeights(config, tensors);

    /// <summary>The window of the blocks from max_window_layers up, or of those that layer_types names; often set and switched off.</summary>
    public static AttentionWindow? ReadWindow(ConfigReader config, int blocks)
    {
        var (isOn, tokens) = (config.Flag("use_sliding_window", false), config.UsualInt("sliding_window", 4096));
        var first = config.Ints("max_window_layers") is [var lowest] ? lowest : 28;
        var sliding = config.SlidingBlocks(blocks, block => isOn && tokens is not null && block >= first);
        if (sliding.Count > 0 && (!isOn || tokens is null))
            throw config.Refused("layer_types has sliding blocks, but sliding_window is not set or not switched on by use_sliding_window.");
        return sliding.Count > 0 ? new AttentionWindow(tokens!.Value, sliding) : null;
    }
}
