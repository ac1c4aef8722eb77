using Patchscopes.Web.Components.Layout;
using Plotly.Blazor.LayoutLib;

namespace Patchscopes.Web.Components.Controls;

/// <summary>What surrounds the heat map's cells: axes in the two roles' colours, the hover label, no margins to spare.</summary>
internal static class HeatmapLayout
{
    public const string Mono = "JetBrains Mono, ui-monospace, monospace";

    public const string TargetTitle = "target layer (after block)";
    public const string SourceTitle = "source layer (after block)";

    private const string Sans = "Inter, system-ui, sans-serif";
    private const int TextSize = 12;

    public static Plotly.Blazor.Layout Of(HeatmapModel model, ThemeColors colors) => new()
    {
        AutoSize = true,
        PaperBgColor = "rgba(0,0,0,0)",
        PlotBgColor = "rgba(0,0,0,0)",
        Margin = new Margin { L = 68, R = 4, T = 48, B = 4, Pad = 0, AutoExpand = false },
        DragMode = DragModeEnum.False,
        HoverMode = HoverModeEnum.Closest,
        HoverLabel = new HoverLabel
        {
            Align = Plotly.Blazor.LayoutLib.HoverLabelLib.AlignEnum.Left,
            BgColor = colors.Card,
            BorderColor = colors.Border,
            Font = new Plotly.Blazor.LayoutLib.HoverLabelLib.Font { Family = Mono, Size = TextSize, Color = colors.Ink },
        },
        XAxis = [TargetAxis(model.Columns, colors)],
        YAxis = [SourceAxis(model.Rows, colors)],
    };

    private static XAxis TargetAxis(IReadOnlyList<string> layers, ThemeColors colors) => new()
    {
        Title = new Plotly.Blazor.LayoutLib.XAxisLib.Title
        {
            Text = TargetTitle,
            Standoff = 4,
            Font = new Plotly.Blazor.LayoutLib.XAxisLib.TitleLib.Font { Family = Sans, Size = TextSize, Color = colors.Target, Weight = 600 },
        },
        Side = Plotly.Blazor.LayoutLib.XAxisLib.SideEnum.Top,
        TickMode = Plotly.Blazor.LayoutLib.XAxisLib.TickModeEnum.Array,
        TickVals = Thinned(layers.Count, at => (object)at),
        TickText = Thinned(layers.Count, at => (object)layers[at]),
        TickLabelStandoff = 2,
        TickFont = new Plotly.Blazor.LayoutLib.XAxisLib.TickFont { Family = Mono, Size = TextSize, Color = colors.Dim },
        Range = [-0.5, layers.Count - 0.5],
        ShowGrid = false,
        ZeroLine = false,
        FixedRange = true,
        Ticks = Plotly.Blazor.LayoutLib.XAxisLib.TicksEnum.Empty,
    };

    private static YAxis SourceAxis(IReadOnlyList<string> layers, ThemeColors colors) => new()
    {
        Title = new Plotly.Blazor.LayoutLib.YAxisLib.Title
        {
            Text = SourceTitle,
            Standoff = 8,
            Font = new Plotly.Blazor.LayoutLib.YAxisLib.TitleLib.Font { Family = Sans, Size = TextSize, Color = colors.Source, Weight = 600 },
        },
        TickMode = Plotly.Blazor.LayoutLib.YAxisLib.TickModeEnum.Array,
        TickVals = Thinned(layers.Count, at => (object)at),
        TickText = Thinned(layers.Count, at => (object)layers[at]),
        TickLabelStandoff = 6,
        TickFont = new Plotly.Blazor.LayoutLib.YAxisLib.TickFont { Family = Mono, Size = TextSize, Color = colors.Dim },
        // From top to bottom.
        Range = [layers.Count - 0.5, -0.5],
        ShowGrid = false,
        ZeroLine = false,
        FixedRange = true,
        Ticks = Plotly.Blazor.LayoutLib.YAxisLib.TicksEnum.Empty,
    };

    /// <summary>Every tick, or every n-th counted from the last: the last layer never goes unnamed.</summary>
    private static List<object> Thinned(int count, Func<int, object> tick)
    {
        var step = ((count - 1) / 48) + 1;
        return [.. Enumerable.Range(0, count).Where(at => (count - 1 - at) % step == 0).Select(tick)];
    }
}
