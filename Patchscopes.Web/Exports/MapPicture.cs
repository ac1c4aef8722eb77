using System.Xml.Linq;
using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.Components.Layout;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;

namespace Patchscopes.Web.Exports;

/// <summary>A map as a picture that can stand by itself: under its prompts and its model, and under the map that it is compared with.</summary>
internal static class MapPicture
{
    private const double Edge = 12;
    private const double LineHeight = 19;
    private const double Size = 12.5;

    /// <summary>Width of a letter of a prompt.</summary>
    private const double Letter = 0.6 * Size;

    /// <summary>Room for "source" and "target" before their prompts.</summary>
    private const double Name = 58;

    /// <summary>The picture of what a saved run shows.</summary>
    public static string Of(SavedMap saved, ThemeColors colors)
    {
        var maps = saved.Before is { } before ? new[] { ("A", before), ("B", saved.Values) } : [("", saved.Values)];
        var width = maps.Max(map => MapSvg.SizeOf(map.Item2.Map, saved.Look, MapFit.File).Width);
        var parts = new List<XElement>();
        var y = 0.0;
        foreach (var (letter, values) in maps)
        {
            var lines = Caption(saved, values, letter, width, colors).ToList();
            var top = y;
            parts.AddRange(lines.Select((line, at) => SvgText.Below(top + ((at + 1) * LineHeight), line)));
            y += ((lines.Count + 1) * LineHeight) - 6;
            parts.Add(SvgText.Below(y, MapSvg.Draw(values, saved.Look, values.Map == saved.Map ? saved.View.Cell : null, colors, MapFit.File)));
            y += MapSvg.SizeOf(values.Map, saved.Look, MapFit.File).Height;
        }
        return SvgText.Write(SvgText.Drawing(width, y, TupleSummary.Of(saved.Map.Request), [SvgText.Box(0, 0, width, y, colors.Card), .. parts]));
    }

    /// <summary>The prompts, and what else the map is of. Of a difference, those of both maps.</summary>
    private static IEnumerable<XElement> Caption(SavedMap saved, ICellValues values, string letter, double width, ThemeColors colors)
    {
        if (saved.Subtracted is { } subtracted)
        {
            yield return About(saved, subtracted.Map, "A", colors);
            foreach (var line in Prompts(subtracted.Map, width, colors))
                yield return line;
            letter = "B";
        }
        yield return About(saved, values.Map, letter, colors);
        foreach (var line in Prompts(values.Map, width, colors))
            yield return line;
    }

    private static XElement About(SavedMap saved, SweepMap map, string letter, ThemeColors colors) => SvgText.Line(
        [(letter.Length > 0 ? $"{letter}  " : "", colors.Ink, "600"), (string.Join(" · ", saved.PartsOf(map).Prepend(map.Request.Model)), colors.Dim, "400")], Edge, 0, 12);

    private static IEnumerable<XElement> Prompts(SweepMap map, double width, ThemeColors colors)
    {
        var letters = (int)((width - Name - (2 * Edge)) / Letter);
        yield return Prompt("source", PromptLine.Of(map.SourceTokens, [map.SourcePosition], letters), colors.Source, colors);
        yield return Prompt("target", PromptLine.Of(map.TargetTokens, map.TargetPositions, letters), colors.Target, colors);
    }

    private static XElement Prompt(string role, IReadOnlyList<(string Text, bool IsChosen)> tokens, string color, ThemeColors colors) => SvgText.Below(0,
        SvgText.Line(role, Edge, 0, 12, color, more: ("font-weight", "600")),
        SvgText.Line(tokens.Select(token => (token.Text, token.IsChosen ? color : colors.Ink, token.IsChosen ? "700" : "400")), Edge + Name, 0, Size, SvgText.Mono));
}
