using Patchscopes.Web.State.Views;

namespace Patchscopes.Web.Exports.Pages;

/// <summary>The pinned cells.</summary>
internal static class PinSection
{
    /// <summary>Adds their table where there are any.</summary>
    public static void Add(Markup page, SavedMap saved)
    {
        var pins = saved.Pins.ToList();
        if (pins.Count == 0)
            return;
        var hasMore = saved.Map.Unpatched is not null;
        page.Add($"<section class=\"card pins\"><h2>Pinned</h2><table class=\"list\"><thead><tr><th scope=\"col\">cell</th><th scope=\"col\">top token</th><th scope=\"col\">p</th>");
        if (hasMore)
            page.Add($"<th scope=\"col\">change by the patch</th>");
        page.Add($"</tr></thead><tbody>");
        foreach (var pin in pins)
        {
            var reading = saved.Map.At(pin)!;
            var top = reading.Top[0];
            page.Add($"<tr><th scope=\"row\" class=\"number\">{pin.Source} → {pin.Target}</th><td class=\"mono\">").AddToken(top.Display).Add($"</td><td class=\"number\">{CellValue.Probability(top.Probability)}</td>");
            if (hasMore)
                page.Add($"<td class=\"number\">{CellValue.Change(top.Probability - reading.UsualProbability)}</td>");
            page.Add($"</tr>");
        }
        page.Add($"</tbody></table></section>");
    }
}
