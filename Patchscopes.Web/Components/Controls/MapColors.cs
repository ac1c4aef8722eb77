using System.Globalization;

namespace Patchscopes.Web.Components.Controls;

/// <summary>The colours of a map, and of the text on them.</summary>
public static class MapColors
{
    /// <summary>The colour scale as Plotly takes it.</summary>
    public static object[] PlotlyScale(IReadOnlyList<string> scale) =>
        [.. scale.Select((color, at) => new object[] { at / (double)(scale.Count - 1), color })];

    /// <summary>Black or white, whichever is easier to read on the colour at a share of the scale, 0 … 1.</summary>
    public static string TextOn(IReadOnlyList<string> scale, double share) =>
        // Contrast with white equals that with black where (L + .05)² = 1.05 · .05 (WCAG 2.2, relative luminance).
        Luminance(Between(scale, share)) > 0.179 ? "#000000" : "#ffffff";

    /// <summary>The colour at a share of the scale, 0 … 1.</summary>
    public static string At(IReadOnlyList<string> scale, double share)
    {
        var (red, green, blue) = Between(scale, share);
        return $"#{Byte(red):x2}{Byte(green):x2}{Byte(blue):x2}";
    }

    private static int Byte(double channel) => (int)Math.Round(channel * 255);

    private static (double Red, double Green, double Blue) Between(IReadOnlyList<string> scale, double at)
    {
        var place = Math.Clamp(at, 0, 1) * (scale.Count - 1);
        var below = Math.Min((int)place, scale.Count - 2);
        var (from, to, share) = (Parse(scale[below]), Parse(scale[below + 1]), place - below);
        return (Mix(from.Red, to.Red), Mix(from.Green, to.Green), Mix(from.Blue, to.Blue));

        double Mix(double start, double end) => start + ((end - start) * share);
    }

    private static double Luminance((double Red, double Green, double Blue) color) =>
        (0.2126 * Linear(color.Red)) + (0.7152 * Linear(color.Green)) + (0.0722 * Linear(color.Blue));

    private static double Linear(double channel) =>
        channel <= 0.04045 ? channel / 12.92 : Math.Pow((channel + 0.055) / 1.055, 2.4);

    private static (double Red, double Green, double Blue) Parse(string hex) => (Channel(hex, 1), Channel(hex, 3), Channel(hex, 5));

    private static double Channel(string hex, int at) =>
        int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
}
