using System.Globalization;
using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;

namespace Patchscopes.Web.Exports.Pages;

/// <summary>The map, or two that are compared, each under its own prompts.</summary>
internal static class MapSection
{
    /// <summary>Adds the card.</summary>
    public static void Add(Markup page, SavedMap saved, bool isFrame)
    {
        page.Add($"<section class=\"card map\"><div class=\"head\"><h2>What each state says</h2>");
        AddLine(page, saved);
        page.Add($"</div><p class=\"caption dim\">{MapCaption.Of(saved.Look, saved.Map.Request, null)}</p>");
        if (saved.Before is { } before)
        {
            page.Add($"<p class=\"dim\">{CompareWords.Of(before, saved.Values, saved.View.Cell, isDifference: false)}</p><div class=\"pair{(isFrame ? " abreast" : "")}\">");
            AddFigure(page, saved, before, "A", "kept", isFrame);
            AddFigure(page, saved, saved.Values, "B", "now", isFrame);
            page.Add($"</div>");
        }
        else
        {
            if (saved.Subtracted is { } subtracted)
                AddDifference(page, saved, subtracted);
            AddMap(page, saved, saved.Values, saved.View.Cell, Fit(saved, isFrame));
        }
        if (saved.Look.Form is MapForm.Table)
            MapTableSection.Add(page, saved);
        if (saved.Map.Written > 0)
            DiagonalSection.Add(page, saved, isFrame);
        page.Add($"</section>");
    }

    /// <summary>How a map is drawn on a page: two beside each other in a frame, which is as wide as one.</summary>
    public static MapFit Fit(SavedMap saved, bool isFrame) => new(isFrame && saved.Before is not null ? 2 : 1, IsCompact: true);

    /// <summary>How much of it was kept, and what of it is not as usual.</summary>
    private static void AddLine(Markup page, SavedMap saved)
    {
        page.Add($"<p class=\"line\"><b>{saved.Map.Done}</b> of {saved.Map.Total} cells kept");
        if (saved.Seconds is > 0 and var seconds)
            page.Add($" · computed in {seconds.ToString("0.00", CultureInfo.InvariantCulture)} s");
        foreach (var part in saved.PartsOf(saved.Map))
            page.Add($" <span class=\"part\">{part}</span>");
        page.Add($"</p>");
    }

    private static void AddFigure(Markup page, SavedMap saved, ICellValues values, string letter, string when, bool isFrame)
    {
        page.Add($"<figure><figcaption><b>{letter}</b> {when}</figcaption>");
        PromptSection.Add(page, PromptRole.Source, values.Map, null);
        PromptSection.Add(page, PromptRole.Target, values.Map, null);
        AddMap(page, saved, values, values.Map == saved.Map ? saved.View.Cell : null, Fit(saved, isFrame));
        page.Add($"</figure>");
    }

    private static void AddDifference(Markup page, SavedMap saved, ICellValues before)
    {
        page.Add($"<p class=\"dim\"><b>A</b> {TupleSummary.Of(before.Map.Request)}<br><b>B</b> {TupleSummary.Of(saved.Map.Request)}</p><p class=\"dim\">{CompareWords.Of(before, saved.Live, saved.View.Cell, isDifference: true)}</p>");
    }

    private static void AddMap(Markup page, SavedMap saved, ICellValues values, CellAddress? opened, MapFit fit) =>
        page.AddDrawing(colors => MapSvg.Of(values, saved.Look, opened, colors, fit));
}
