using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Checkpoints.Families;

/// <summary>
/// Gemma 3, the language model: Gemma 2 with norms on queries and keys in place of the caps, one block in six without a
/// window, and another rotation in those with one.
/// </summary>
internal sealed class Gemma3 : IModelFamily
{
    private const string LocalTheta = "rope_local_base_freq";

    public IReadOnlyList<string> ModelTypes { get; } = ["gemma3_text"];

    public DecoderConfig ReadConfig(ConfigReader config)
    {
        var sizes = Gemma2.ReadShared(config, usualScoreCap: null, usualLogitCap: null);
        var every = config.OptionalPositiveInt(config.OneOf("sliding_window_pattern", "_sliding_window_pattern")) ?? 6;
        var (full, sliding) = ReadRotation(config, sizes.HeadSize);
        var window = Gemma2.ReadWindow(config, sizes.Blocks, block => (block + 1) % every != 0);
        return sizes with
        {
            Context = config.OptionalPositiveInt("max_position_embeddings") ?? 131072,
            HeadNorm = HeadNorm.EachHead,
            Positions = full,
            Window = window is null ? null : window with { Rotary = sliding },
        };
    }

    public DecoderWeights ReadWeights(DecoderConfig config, CheckpointTensors tensors) => LlamaLike.ReadWeights(config, tensors, storesGainsAboveOne: true);

    /// <summary>In transformers 5 a section for each kind of block; in 4 two bases, and a scaling of the blocks that see everything.</summary>
    private static (PositionEncoding.Rotary Full, PositionEncoding.Rotary Sliding) ReadRotation(ConfigReader config, int headSize)
    {
        var keys = new RotaryKeys(config, headSize) { UsualTheta = 1_000_000 };
        if (!config.Has(RotaryKeys.Parameters))
            return (keys.Read(), new PositionEncoding.Rotary(config.PositiveNumber(LocalTheta, 10000), headSize));
        var parameters = config.Section(RotaryKeys.Parameters)!;
        var sliding = new RotaryKeys(config, headSize) { ThetaKey = LocalTheta };
        return (keys.Read(Needed(parameters, "full_attention")), sliding.Read(Needed(parameters, "sliding_attention")));
    }

    private static ConfigReader Needed(ConfigReader parameters, string key) => parameters.Section(key) ?? throw parameters.Wrong(key, "an object");
}
