using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Checkpoints.Families;

/// <summary>Mistral: Llama with a window in every block, where the config sets one.</summary>
internal sealed class Mistral : IModelFamily
{
    private static readonly LlamaLike Shared = new() { UsualContext = 4096 * 32, UsualKeyValueHeads = 8 };

    public IReadOnlyList<string> ModelTypes { get; } = ["mistral"];

    public DecoderConfig ReadConfig(ConfigReader config)
    {
        config.Ignore(["attention_dropout"]);
        return Shared.ReadConfig(config) with
        {
            Window = config.UsualInt("sliding_window", 4096) is { } tokens ? new AttentionWindow(tokens) : null,
        };
    }

    public DecoderWeights ReadWeights(DecoderConfig config, CheckpointTensors tensors) => LlamaLike.ReadWeights(config, tensors);
}
