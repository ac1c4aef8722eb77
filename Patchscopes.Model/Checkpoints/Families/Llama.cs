using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Checkpoints.Families;

/// <summary>Llama 1, 2 and 3, Vicuna and all that is stored as LlamaForCausalLM.</summary>
internal sealed class Llama : IModelFamily
{
    private static readonly LlamaLike Shared = new() { UsualContext = 2048 };

    /// <summary>A limit of the tokenizer's; max_position_embeddings decides.</summary>
    private static readonly IReadOnlyList<string> Harmless = ["max_sequence_length", .. HarmlessKeys.Slices];

    public IReadOnlyList<string> ModelTypes { get; } = ["llama"];

    public DecoderConfig ReadConfig(ConfigReader config)
    {
        config.Ignore([.. Harmless, "attention_dropout"]);
        var hasBias = config.Flag("attention_bias", false);
        return Shared.ReadConfig(config) with
        {
            HasQueryKeyValueBias = hasBias,
            HasAttentionOutputBias = hasBias,
            HasFeedForwardBias = config.Flag("mlp_bias", false),
        };
    }

    public DecoderWeights ReadWeights(DecoderConfig config, CheckpointTensors tensors) => LlamaLike.ReadWeights(config, tensors);
}
