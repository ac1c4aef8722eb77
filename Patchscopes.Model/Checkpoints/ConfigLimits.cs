using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Checkpoints;

/// <summary>What must hold of any config, whatever its family: numbers that fit together, and none far beyond every known model, for memory is set aside by them.</summary>
internal static class ConfigLimits
{
    /// <summary>Most blocks of a model; families make lists of this length.</summary>
    public const int Blocks = 4096;

    private const int Width = 1 << 20;
    private const int Heads = 1 << 14;
    private const int Vocabulary = 1 << 27;
    private const int Context = 1 << 30;

    public static void Check(DecoderConfig config, ConfigReader json)
    {
        Most("blocks", config.Blocks, Blocks, json);
        Most("width", config.Width, Width, json);
        Most("heads", config.Heads, Heads, json);
        Most("head size", config.HeadSize, Width, json);
        Most("feed-forward width", config.FeedForwardWidth, 16 * Width, json);
        Most("vocabulary", config.Vocabulary, Vocabulary, json);
        Most("context", config.Context, Context, json);
        if (config.Heads % config.KeyValueHeads != 0)
            throw json.Refused($"{config.Heads} heads cannot be shared out among {config.KeyValueHeads} heads of keys and values.");
        foreach (var rotary in new[] { config.Positions as PositionEncoding.Rotary, config.Window?.Rotary }.OfType<PositionEncoding.Rotary>())
            Check(rotary, config, json);
    }

    private static void Check(PositionEncoding.Rotary rotary, DecoderConfig config, ConfigReader json)
    {
        if (rotary.Dimensions < 2 || rotary.Dimensions % 2 != 0 || rotary.Dimensions > config.HeadSize)
            throw json.Refused($"{rotary.Dimensions} of the {config.HeadSize} dimensions of a head cannot turn: an even number of them can.");
        if (rotary.Scaling is RotaryScaling.ByWavelength scaling && scaling.HighFrequencyFactor <= scaling.LowFrequencyFactor)
            throw json.Refused($"high_freq_factor = {scaling.HighFrequencyFactor} must be above low_freq_factor = {scaling.LowFrequencyFactor}.");
    }

    private static void Most(string what, int number, int most, ConfigReader json)
    {
        if (number > most)
            throw json.Refused($"{number} {what} are more than any model has (at most {most} are read).");
    }
}
