using System.Globalization;

namespace Patchscopes.Web.State.Views;

/// <summary>What a view says of one cell.</summary>
/// <param name="Value">The number behind it; null where the view has none there.</param>
/// <param name="Words">It in words or figures.</param>
/// <param name="Brief">A number in fewer figures; null for a token, which may be cut.</param>
/// <param name="Spoken">It in full: a token with its probability.</param>
public sealed record CellValue(double? Value, string Words, string? Brief, string Spoken)
{
    /// <summary>Written into a cell in place of the difference of two other tokens.</summary>
    public const string Others = "≠";

    /// <summary>Where a view has nothing to say.</summary>
    public static CellValue Nothing { get; } = new(null, "–", "–", "no value");

    /// <summary>A number that says itself.</summary>
    public static CellValue Of(double value, string words, string? brief = null) => new(value, words, brief ?? words, words);

    /// <summary>A probability.</summary>
    public static string Probability(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>A difference of probabilities, with its sign.</summary>
    public static string Change(double value) => WithSign(value, "0.000");

    /// <summary>A difference, with its sign; nothing is neither more nor less.</summary>
    public static string WithSign(double value, string format)
    {
        var size = Math.Abs(value).ToString(format, CultureInfo.InvariantCulture);
        return size.All(figure => figure is '0' or '.') ? size : (value < 0 ? "−" : "+") + size;
    }
}

/// <summary>What a view says of the cells of a map.</summary>
public interface ICellValues
{
    /// <summary>The map whose layers are shown.</summary>
    SweepMap Map { get; }

    /// <summary>What the numbers are, for a legend and for the ear: "probability of ␣Warsaw".</summary>
    string Name { get; }

    /// <summary>Whether the values are tokens with their probabilities, and not numbers alone.</summary>
    bool AreTokens { get; }

    /// <summary>The values that the colours run over.</summary>
    ValueRange Range { get; }

    /// <summary>Why there are no numbers, or null.</summary>
    string? Lack { get; }

    /// <summary>A cell's value, or null while it has not come.</summary>
    CellValue? At(CellAddress cell);

    /// <summary>Lines about a cell that has come.</summary>
    IEnumerable<string> Lines(CellAddress cell);
}
