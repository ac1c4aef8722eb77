using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Checkpoints.Families;

/// <summary>OLMo 2: Llama with its norms after the sub-layers instead of before, and norms over all queries and all keys.</summary>
internal sealed class Olmo2 : IModelFamily
{
    private static readonly LlamaLike Shared = new() { UsualContext = 2048, UsualEpsilon = 1e-5 };

    public IReadOnlyList<string> ModelTypes { get; } = ["olmo2"];

    public DecoderConfig ReadConfig(ConfigReader config)
    {
        config.Ignore(["attention_dropout"]);
        var hasBias = config.Flag("attention_bias", false);
        return Shared.ReadConfig(config) with
        {
            NormPlacement = NormPlacement.AfterWrite,
            HeadNorm = HeadNorm.AllHeads,
            HasQueryKeyValueBias = hasBias,
            HasAttentionOutputBias = hasBias,
        };
    }

    public DecoderWeights ReadWeights(DecoderConfig config, CheckpointTensors tensors) => LlamaLike.ReadWeights(config, tensors);
}
