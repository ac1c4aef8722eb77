using System.Globalization;

namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>Where things stand in a small chart: a plane of <paramref name="Columns"/> slots and values 0–1, in the units of its picture.</summary>
public readonly record struct ChartFrame(int Columns)
{
    /// <summary>The picture's size.</summary>
    public const double Width = 400, Height = 190;

    private const double Left = 34, Right = 10, Top = 10, Bottom = 40;

    /// <summary>The plane's edges.</summary>
    public static (double Left, double Right, double Top, double Bottom) Plane => (Left, Width - Right, Top, Height - Bottom);

    /// <summary>Width of one slot.</summary>
    public double Slot => (Width - Left - Right) / Math.Max(1, Columns);

    /// <summary>The middle of a slot.</summary>
    public double X(double column) => Left + ((column + .5) * Slot);

    /// <summary>The height of a value, 0–1.</summary>
    public static double Y(double value) => Height - Bottom - (value * (Height - Top - Bottom));

    /// <summary>The slots that get a number: all, or every second, fifth … where there are many.</summary>
    public IEnumerable<int> Ticks()
    {
        var every = Columns switch { <= 16 => 1, <= 32 => 2, <= 80 => 5, _ => 10 };
        for (var column = 0; column < Columns; column += every)
            yield return column;
    }

    /// <summary>A line through values; a null leaves a gap.</summary>
    public string Line(IReadOnlyList<double> values)
    {
        var frame = this;
        return "M" + string.Join('L', values.Select((value, column) => Text($"{frame.X(column):0.#} {Y(value):0.#}")));
    }

    /// <summary>Numbers as a picture wants them.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
