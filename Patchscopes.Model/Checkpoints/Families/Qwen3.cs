using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Checkpoints.Families;

/// <summary>Qwen 3: Llama with norms on the queries and keys of each head, and a head size of its own.</summary>
internal sealed class Qwen3 : IModelFamily
{
    private static readonly LlamaLike Shared = new() { UsualContext = 32768, UsualKeyValueHeads = 32, UsualHeadSize = 128 };

    public IReadOnlyList<string> ModelTypes { get; } = ["qwen3"];

    public DecoderConfig ReadConfig(ConfigReader config)
    {
        config.Ignore(["attention_dropout"]);
        var (shared, hasBias) = (Shared.ReadConfig(config), config.Flag("attention_bias", false));
        return shared with
        {
            HeadNorm = HeadNorm.EachHead,
            HasQueryKeyValueBias = hasBias,
            HasAttentionOutputBias = hasBias,
            Window = Qwen2.ReadWindow(config, shared.Blocks),
        };
    }

    public DecoderWeights ReadWeights(DecoderConfig config, CheckpointTensors tensors) => LlamaLike.ReadWeights(config, tensors);
}
