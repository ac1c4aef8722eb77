using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Checkpoints.Families;

/// <summary>Phi-3: Llama with fused projections, a part of each head that turns, and a window where the config sets one.</summary>
internal sealed class Phi3 : IModelFamily
{
    private static readonly LlamaLike Shared = new() { UsualContext = 4096, UsualEpsilon = 1e-5, FractionKey = "partial_rotary_factor" };

    private static readonly IReadOnlyList<string> Harmless =
    [
        "attention_dropout", "embd_pdrop", "resid_pdrop",
        // Counts only where the rotation is scaled by it, which is refused.
        "original_max_position_embeddings",
    ];

    public IReadOnlyList<string> ModelTypes { get; } = ["phi3"];

    public DecoderConfig ReadConfig(ConfigReader config)
    {
        config.Ignore(Harmless);
        config.Require("attention_bias", false);
        return Shared.ReadConfig(config) with
        {
            Window = config.OptionalPositiveInt("sliding_window") is { } tokens ? new AttentionWindow(tokens) : null,
        };
    }

    public DecoderWeights ReadWeights(DecoderConfig config, CheckpointTensors tensors) => LlamaLike.ReadWeights(config, tensors, isFused: true);
}
