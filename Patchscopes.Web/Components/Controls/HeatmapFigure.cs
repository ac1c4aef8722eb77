using System.Net;
using Patchscopes.Web.Components.Layout;
using Patchscopes.Web.State.Views;
using Plotly.Blazor;
using Plotly.Blazor.Traces;
using Plotly.Blazor.Traces.HeatMapLib;

namespace Patchscopes.Web.Components.Controls;

/// <summary>
/// A <see cref="HeatmapModel"/> as Plotly's traces and layout, and the updates that lead from one to the next. Two traces:
/// the living cells, coloured by value, and those that cannot change, in grey.
/// </summary>
internal sealed class HeatmapFigure
{
    public const int LiveTrace = 0;
    public const int DeadTrace = 1;

    private const string LabelTemplate = "%{text}";

    private readonly Rows _live;
    private readonly Rows _dead;
    private readonly decimal _least;
    private readonly decimal _most;
    private bool _showsLabels;

    public HeatmapFigure(HeatmapModel model, ThemeColors colors)
    {
        (Colors, Painted, _showsLabels) = (colors, model, model.ShowsLabels);
        (_live, _dead) = (new Rows(model), new Rows(model));
        (_least, _most) = ((decimal)model.Range.Coloured(model.Range.From), (decimal)model.Range.Coloured(model.Range.To));
        foreach (var row in Enumerable.Range(0, model.Rows.Count))
        {
            foreach (var column in Enumerable.Range(0, model.Columns.Count))
                Set(model, row, column);
        }
        Traces = [Trace(_live, MapColors.PlotlyScale(Palette(model))), Trace(_dead, [new object[] { 0, colors.Dead }, new object[] { 1, colors.Dead }])];
        Layout = HeatmapLayout.Of(model, colors);
    }

    public ThemeColors Colors { get; }

    /// <summary>What the traces hold.</summary>
    public HeatmapModel Painted { get; private set; }

    public IList<ITrace> Traces { get; }

    public Plotly.Blazor.Layout Layout { get; }

    public static Config Config() => new()
    {
        DisplayModeBar = Plotly.Blazor.ConfigLib.DisplayModeBarEnum.False,
        DoubleClick = Plotly.Blazor.ConfigLib.DoubleClickEnum.False,
        Responsive = true,
    };

    /// <summary>The updates of both traces that draw <paramref name="model"/>; false when it looks the same.</summary>
    public bool TryAdvance(HeatmapModel model, out Dictionary<string, object> live, out Dictionary<string, object> dead)
    {
        (live, dead) = ([], []);
        foreach (var (row, column) in model.ChangedSince(Painted))
        {
            Set(model, row, column);
            var (rows, update) = model.Cells[row][column]!.IsDead ? (_dead, dead) : (_live, live);
            update[$"z[{row}][{column}]"] = rows.Z[row][column]!;
            update[$"text[{row}][{column}]"] = rows.Text[row][column]!;
            update[$"hovertext[{row}][{column}]"] = rows.Hover[row][column]!;
        }
        if (model.ShowsLabels != _showsLabels)
        {
            _showsLabels = model.ShowsLabels;
            live["texttemplate"] = dead["texttemplate"] = _showsLabels ? LabelTemplate : "";
        }
        Painted = model;
        return live.Count + dead.Count > 0;
    }

    private void Set(HeatmapModel model, int row, int column)
    {
        if (model.Cells[row][column] is not { } cell)
            return;
        var rows = cell.IsDead ? _dead : _live;
        rows.Z[row][column] = cell.Value.Value is { } value ? Math.Round(model.Range.Coloured(value), 4) : null;
        rows.Text[row][column] = Label(cell.Value, model.LabelLength, Ink(model, cell));
        rows.Hover[row][column] = Hover(cell);
    }

    private string Ink(HeatmapModel model, HeatmapCell cell) =>
        cell.IsDead || cell.Value.Value is not { } value ? Colors.Dim : MapColors.TextOn(Palette(model), model.Range.Share(value));

    private IReadOnlyList<string> Palette(HeatmapModel model) => Colors.Of(model.Scale, model.Range.IsDiverging);

    /// <summary>Plotly reads a little HTML in its texts, so a token must not look like any.</summary>
    private static string Label(CellValue value, int most, string color) =>
        MapLabel.Of(value, most) is { Length: > 0 } label ? $"<span style=\"color:{color}\">{WebUtility.HtmlEncode(label)}</span>" : "";

    private static string Hover(HeatmapCell cell) => string.Join("<br>", cell.Hover.Select((line, at) =>
        at == 0 ? $"<b>{WebUtility.HtmlEncode(line)}</b>" : WebUtility.HtmlEncode(line).Replace("  ", "\u00a0\u00a0", StringComparison.Ordinal)));

    private HeatMap Trace(Rows rows, object[] scale) => new()
    {
        X = Count(rows.Columns),
        Y = Count(rows.Z.Length),
        Z = rows.Z,
        Text = rows.Text,
        HoverText = rows.Hover,
        TextTemplate = _showsLabels ? LabelTemplate : "",
        TextFont = new TextFont { Family = HeatmapLayout.Mono, Size = Painted.Columns.Count * Painted.Abreast <= 16 ? 12 : 10 },
        HoverInfo = HoverInfoFlag.Text,
        // A cell without a number may have words; one that has not come has none, and shows no label.
        HoverOnGaps = rows == _live,
        ColorScale = scale,
        ZMin = _least,
        ZMax = _most,
        XGap = 2,
        YGap = 2,
        ShowScale = false,
    };

    private static List<object> Count(int count) => [.. Enumerable.Range(0, count).Cast<object>()];

    /// <summary>The arrays that the trace holds, so that a redraw of the whole chart sends what the updates led to.</summary>
    private sealed class Rows(HeatmapModel model)
    {
        public int Columns { get; } = model.Columns.Count;

        public object?[][] Z { get; } = Filled(model, null);

        // Empty and not null: Plotly would write "null" into the cell.
        public object?[][] Text { get; } = Filled(model, "");

        public object?[][] Hover { get; } = Filled(model, "");

        private static object?[][] Filled(HeatmapModel model, object? value) =>
            [.. model.Rows.Select(_ => Enumerable.Repeat(value, model.Columns.Count).ToArray())];
    }
}
