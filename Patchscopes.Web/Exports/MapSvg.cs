using System.Globalization;
using System.Xml.Linq;
using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.Components.Layout;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;

namespace Patchscopes.Web.Exports;

/// <summary>How large a map is drawn.</summary>
/// <param name="Abreast">How many maps share the width of one.</param>
/// <param name="IsCompact">Whether its rows are as low as on the page, and not as in a file of its own.</param>
internal sealed record MapFit(int Abreast, bool IsCompact)
{
    /// <summary>A map in a file of its own.</summary>
    public static MapFit File { get; } = new(1, IsCompact: false);
}

/// <summary>A map as an SVG drawing: the same colours, labels and axes as on the page.</summary>
internal static class MapSvg
{
    private const double Left = 76;
    private const double Top = 46;
    private const double Bottom = 44;
    private const double LowBottom = 32;
    private const double Right = 14;
    private const double Gap = 2;
    private const double LegendWidth = 120;
    private const double LegendHeight = 9;
    private const double LetterShare = 0.6;

    /// <summary>The drawing of what a view shows of a map, as text.</summary>
    public static string Of(ICellValues values, MapLook look, CellAddress? opened, ThemeColors colors, MapFit fit) => SvgText.Write(Draw(values, look, opened, colors, fit));

    /// <summary>The drawing of what a view shows of a map.</summary>
    /// <param name="values">The view.</param>
    /// <param name="look">How it is laid out and coloured.</param>
    /// <param name="opened">The cell that is outlined, or null.</param>
    /// <param name="colors">The theme.</param>
    /// <param name="fit">Its size.</param>
    public static XElement Draw(ICellValues values, MapLook look, CellAddress? opened, ThemeColors colors, MapFit fit)
    {
        var seen = SeenMap.Of(values.Map, look);
        var (cells, width, height, size) = Plan(seen, fit);
        var title = $"{seen.RowRole.Name()} layer from top to bottom, {seen.ColumnRole.Name()} layer from left to right: {values.Name}";
        return SvgText.Drawing(size.Width, size.Height, title, (object[])
        [
            SvgText.Box(0, 0, size.Width, size.Height, colors.Card),
            .. Axes(seen, width, height, colors),
            .. Cells(values, look, seen, opened, cells.LabelLength, width, height, colors),
            .. Legend(values, look, Top + (height * cells.Rows.Count) + 24, colors),
        ]);
    }

    /// <summary>The size of a map's drawing in pixels.</summary>
    public static (double Width, double Height) SizeOf(SweepMap map, MapLook look, MapFit fit) => Plan(SeenMap.Of(map, look), fit).Size;

    private static (HeatmapModel Cells, double Width, double Height, (double Width, double Height) Size) Plan(SeenMap seen, MapFit fit)
    {
        var cells = new HeatmapModel { Rows = [.. seen.Rows.Select(row => row.ToString())], Columns = [.. seen.Columns.Select(column => column.ToString())], Cells = [], IsRunning = false, Abreast = fit.Abreast };
        double width = cells.CellWidth, height = Math.Max(cells.CellHeight, fit.IsCompact ? 0 : cells.Columns.Count <= 16 ? 30 : 20);
        return (cells, width, height, (Math.Max(Left + (width * cells.Columns.Count) + Right, 420), Top + (height * cells.Rows.Count) + (fit.IsCompact ? LowBottom : Bottom)));
    }

    private static IEnumerable<XElement> Axes(SeenMap seen, double width, double height, ThemeColors colors)
    {
        yield return SvgText.Line($"{seen.ColumnRole.Name()} layer →", Left, 16, 12, Color(seen.ColumnRole, colors), more: ("font-weight", "600"));
        yield return SvgText.Line($"{seen.RowRole.Name()} ↓", Left - 12, Top - 8, 12, Color(seen.RowRole, colors), "end", more: ("font-weight", "600"));
        // Every second, third ... name where they would touch.
        var step = Math.Max(1, (int)Math.Ceiling(20 / width));
        for (var column = 0; column < seen.Columns.Count; column += step)
            yield return SvgText.Line(seen.Columns[column].ToString(), Left + ((column + 0.5) * width), Top - 8, 11, colors.Dim, "middle");
        var rowStep = Math.Max(1, (int)Math.Ceiling(12 / height));
        for (var row = 0; row < seen.Rows.Count; row += rowStep)
            yield return SvgText.Line(seen.Rows[row].ToString(), Left - 12, Top + ((row + 0.5) * height) + 4, 11, colors.Dim, "end");
    }

    private static IEnumerable<XElement> Cells(ICellValues values, MapLook look, SeenMap seen, CellAddress? opened, int labelLength, double width, double height, ThemeColors colors)
    {
        var palette = colors.Of(look.Scale, values.Range.IsDiverging);
        for (var row = 0; row < seen.Rows.Count; row++)
        {
            for (var column = 0; column < seen.Columns.Count; column++)
            {
                var cell = seen.At(row, column);
                var (x, y) = (Left + (column * width), Top + (row * height));
                var value = values.At(cell);
                var isDead = values.Map.IsDead(cell);
                var share = value?.Value is { } number && !isDead ? values.Range.Share(number) : (double?)null;
                var box = SvgText.Box(x + (Gap / 2), y + (Gap / 2), width - Gap, height - Gap, share is { } at ? MapColors.At(palette, at) : isDead ? colors.Dead : colors.Card, ("rx", "2"));
                if (value is null)
                    box.SetAttributeValue("stroke", colors.Line);
                if (value is not null)
                    box.Add(new XElement(box.Name.Namespace + "title", $"source {cell.Source}, target {cell.Target}: {SvgText.Legal(value.Spoken)}{(isDead ? $". {values.Map.WhyDead}" : "")}"));
                yield return box;
                if (value is not null && MapLabel.Of(value, labelLength) is { Length: > 0 } label)
                {
                    var size = Math.Min(12, (width - Gap - 2) / (LetterShare * Math.Max(1, new StringInfo(label).LengthInTextElements)));
                    yield return SvgText.Line(label, x + (width / 2), y + (height / 2) + (size * 0.36), size, share is { } on ? MapColors.TextOn(palette, on) : colors.Dim, "middle", SvgText.Mono, ("pointer-events", "none"));
                }
                if (cell == opened)
                {
                    // The inner ring sets the outer one off from a cell of nearly its colour.
                    yield return SvgText.Box(x + 2, y + 2, width - 4, height - 4, "none", ("stroke", colors.Card), ("stroke-width", "1"), ("rx", "2"));
                    yield return SvgText.Box(x + 0.5, y + 0.5, width - 1, height - 1, "none", ("stroke", colors.Ink), ("stroke-width", "2"), ("rx", "3"));
                }
            }
        }
    }

    private static IEnumerable<XElement> Legend(ICellValues values, MapLook look, double y, ThemeColors colors)
    {
        const int Steps = 24;
        if (values.Lack is { } lack)
        {
            yield return SvgText.Line(lack, Left, y, 12, colors.Dim);
            yield break;
        }
        var palette = colors.Of(look.Scale, values.Range.IsDiverging);
        yield return SvgText.Line(values.Range.Low, Left - 6, y, 12, colors.Dim, "end");
        for (var step = 0; step < Steps; step++)
            yield return SvgText.Box(Left + (step * LegendWidth / Steps), y - LegendHeight, (LegendWidth / Steps) + 0.4, LegendHeight, MapColors.At(palette, step / (double)(Steps - 1)));
        yield return SvgText.Line($"{values.Range.High}  {values.Name}", Left + LegendWidth + 6, y, 12, colors.Dim);
    }

    private static string Color(PromptRole role, ThemeColors colors) => role is PromptRole.Source ? colors.Source : colors.Target;
}
