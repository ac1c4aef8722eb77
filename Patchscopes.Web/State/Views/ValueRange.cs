using System.Globalization;

namespace Patchscopes.Web.State.Views;

/// <summary>
/// The values that a view's colours run over. It is fixed by the view and the model, so that the same colour means the same
/// in every map.
/// </summary>
/// <param name="From">The value of the palest colour, or of the one end of two.</param>
/// <param name="To">The value of the strongest colour, or of the other end.</param>
/// <param name="IsDiverging">Whether zero stands in the middle, between two colours.</param>
/// <param name="IsLog">Whether ratios count and not differences, as of ranks.</param>
public sealed record ValueRange(double From, double To, bool IsDiverging = false, bool IsLog = false)
{
    /// <summary>Probabilities.</summary>
    public static ValueRange Unit { get; } = new(0, 1);

    /// <summary>Differences of probabilities.</summary>
    public static ValueRange Changes { get; } = new(-1, 1, IsDiverging: true);

    /// <summary>The palest colour's value as a legend says it.</summary>
    public string Low => Text(From);

    /// <summary>The strongest colour's value as a legend says it.</summary>
    public string High => Text(To);

    /// <summary>Ranks among so many tokens, the first one the strongest.</summary>
    public static ValueRange Ranks(int vocabulary) => new(Math.Max(2, vocabulary), 1, IsLog: true);

    /// <summary>Entropies over so many tokens, in nats.</summary>
    public static ValueRange Entropies(int vocabulary) => new(0, Math.Log(Math.Max(2, vocabulary)));

    /// <summary>Differences of two values of a range.</summary>
    public static ValueRange DifferencesOf(ValueRange range)
    {
        var most = Math.Max(Math.Abs(range.From), Math.Abs(range.To)) * (range.IsDiverging ? 2 : 1);
        return new ValueRange(-most, most, IsDiverging: true, range.IsLog);
    }

    /// <summary>The number that the chart colours by.</summary>
    public double Coloured(double value) => !IsLog ? value : IsDiverging ? Math.Sign(value) * Math.Log10(1 + Math.Abs(value)) : -Math.Log10(Math.Max(1, value));

    /// <summary>Where a value stands between the ends, 0 … 1.</summary>
    public double Share(double value) => Math.Clamp((Coloured(value) - Coloured(From)) / (Coloured(To) - Coloured(From)), 0, 1);

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture).Replace('-', '−');
}
