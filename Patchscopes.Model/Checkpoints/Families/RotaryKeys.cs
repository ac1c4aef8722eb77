using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Checkpoints.Families;

/// <summary>
/// The keys of rotary positions as transformers 4 writes them (rope_theta and rope_scaling beside the others) and as 5
/// does (all in rope_parameters).
/// </summary>
internal sealed class RotaryKeys(ConfigReader config, int headSize)
{
    public const string Parameters = "rope_parameters";

    private const string Scaling = "rope_scaling";
    private const string Theta = "rope_theta";
    private const string Fraction = "partial_rotary_factor";

    /// <summary>The key of the base beside the others.</summary>
    public string ThetaKey { get; init; } = Theta;

    /// <summary>The base where no key says it.</summary>
    public double UsualTheta { get; init; } = 10000;

    /// <summary>The key, beside the others, of the share of each head that turns; null: the whole head turns.</summary>
    public string? FractionKey { get; init; }

    /// <summary>That share where no key says it.</summary>
    public double UsualFraction { get; init; } = 1;

    public PositionEncoding.Rotary Read()
    {
        var (scaling, parameters) = (config.Section(Scaling), config.Section(Parameters));
        if (scaling is not null && parameters is not null)
            throw config.Refused($"both {Scaling} and {Parameters} are there: which of them counts?");
        return Read(parameters ?? scaling, hasAll: parameters is not null);
    }

    /// <summary>From a section that says everything about the rotation of some blocks.</summary>
    public PositionEncoding.Rotary Read(ConfigReader section) => Read(section, hasAll: true);

    private PositionEncoding.Rotary Read(ConfigReader? section, bool hasAll)
    {
        var theta = Agreed(ThetaKey, config.OptionalPositiveNumber(ThetaKey), hasAll ? section : null, Theta) ?? UsualTheta;
        var fraction = FractionKey is null ? 1 : Agreed(FractionKey, config.OptionalPositiveNumber(FractionKey), hasAll ? section : null, Fraction) ?? UsualFraction;
        return new PositionEncoding.Rotary(theta, (int)(headSize * fraction)) { Scaling = section is null ? null : ReadScaling(section, hasAll) };
    }

    /// <summary>A number that may stand in two places, and then must be the same.</summary>
    private double? Agreed(string key, double? beside, ConfigReader? section, string sectionKey)
    {
        var within = section?.OptionalPositiveNumber(sectionKey);
        return beside is { } one && within is { } other && one != other
            ? throw config.Refused(FormattableString.Invariant($"{key} = {one}, but {Parameters}.{sectionKey} = {other}: they are two names of one thing."))
            : beside ?? within;
    }

    private static RotaryScaling? ReadScaling(ConfigReader section, bool hasAll)
    {
        var key = section.OneOf("rope_type", "type");
        return (hasAll ? section.OptionalText(key) ?? "default" : section.Text(key)) switch
        {
            "default" => null,
            "linear" => new RotaryScaling.Linear(section.PositiveNumber("factor")),
            "llama3" => new RotaryScaling.ByWavelength(
                section.PositiveNumber("factor"), section.PositiveNumber("low_freq_factor"), section.PositiveNumber("high_freq_factor"),
                section.PositiveInt("original_max_position_embeddings")),
            _ => throw section.NotImplemented(key),
        };
    }
}
