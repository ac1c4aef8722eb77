using System.Globalization;
using Spectre.Console;

namespace Patchscopes.Tools.Verify.Atlas;

/// <summary>Prints a map's top-1 tokens, as much of each as the terminal has room for.</summary>
internal static class MapGrid
{
    private const int Label = 4, Narrowest = 3, Widest = 10;

    public static void Print(IAnsiConsole console, PresetMap map)
    {
        var columns = map.Rows.Count == 0 ? 1 : map.Rows[0].Count;
        var width = Math.Clamp((console.Profile.Width - Label) / columns, Narrowest + 1, Widest + 1);
        console.WriteLine();
        console.WriteLine($"{map.Preset.Key}: “{Visible(map.Preset.Source.Prompt)}” into “{Visible(map.Preset.Target.Prompt)}” (rows source layers, columns target layers)");
        console.WriteLine(Fit("", Label) + string.Concat(Enumerable.Range(0, columns).Select(column => Fit(Number(column), width))));
        foreach (var (row, cells) in map.Rows.Index())
        {
            console.Write(Fit(Number(row), Label));
            foreach (var cell in cells)
                console.Write(Fit(Visible(cell), width), map.Preset.Expects.Contains(cell) ? new Style(decoration: Decoration.Bold | Decoration.Invert) : Style.Plain);
            console.WriteLine();
        }
    }

    /// <summary>The text with its spaces at the ends and its line breaks shown.</summary>
    public static string Visible(string text)
    {
        var shown = text.ReplaceLineEndings("⏎");
        return shown.StartsWith(' ') ? "␠" + shown[1..] : shown;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Fit(string text, int width) => (text.Length < width ? text : text[..(width - 1)]).PadRight(width);
}
