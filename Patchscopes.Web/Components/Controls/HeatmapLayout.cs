using Patchscopes.Web.Components.Layout;
using Plotly.Blazor.LayoutLib;

namespace Patchscopes.Web.Components.Controls;

/// <summary>What surrounds the heat map's cells: nothing but the hover label, since the page itself names the layers.</summary>
internal static class HeatmapLayout
{
    public const string Mono = "JetBrains Mono, ui-monospace, monospace";

    private const int TextSize = 12;

    public static Plotly.Blazor.Layout Of(HeatmapModel model, ThemeColors colors) => new()
    {
        AutoSize = true,
        PaperBgColor = "rgba(0,0,0,0)",
        PlotBgColor = "rgba(0,0,0,0)",
        Margin = new Margin { L = 0, R = 0, T = 0, B = 0, Pad = 0, AutoExpand = false },
        DragMode = DragModeEnum.False,
        HoverMode = HoverModeEnum.Closest,
        HoverLabel = new HoverLabel
        {
            Align = Plotly.Blazor.LayoutLib.HoverLabelLib.AlignEnum.Left,
            BgColor = colors.Card,
            BorderColor = colors.Border,
            Font = new Plotly.Blazor.LayoutLib.HoverLabelLib.Font { Family = Mono, Size = TextSize, Color = colors.Ink },
        },
        XAxis = [new XAxis { Visible = false, Range = [-0.5, model.Columns.Count - 0.5], FixedRange = true }],
        // From top to bottom.
        YAxis = [new YAxis { Visible = false, Range = [model.Rows.Count - 0.5, -0.5], FixedRange = true }],
    };
}
