using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;

namespace Patchscopes.Web.Exports.Pages;

/// <summary>Each layer put back at the same layer, and what the model goes on to write.</summary>
internal static class DiagonalSection
{
    /// <summary>Adds it where the run has such cells.</summary>
    public static void Add(Markup page, SavedMap saved, bool isFrame)
    {
        var cells = Cells(saved.Map);
        if (cells.Count == 0)
            return;
        page.BeginFold("Diagonal: what the model goes on to write", !isFrame || saved.Look.Form is MapForm.Diagonal);
        page.Add($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Diagonal\"><table class=\"list\"><caption>Each layer’s state put back at the same layer (ℓ* = ℓ), and what the model goes on to write, as the Patchscopes paper prints it</caption>");
        page.Add($"<thead><tr><th scope=\"col\">layer</th><th scope=\"col\">top token</th><th scope=\"col\">p</th><th scope=\"col\">goes on to write</th></tr></thead><tbody>");
        foreach (var cell in cells)
        {
            page.Add($"<tr class=\"{(saved.Map.IsDead(cell) ? "dead" : "")}\"><th scope=\"row\" class=\"mono\">{cell.Source}</th>");
            if (saved.Map.At(cell) is { Top: [var top, ..] })
                page.Add($"<td class=\"mono\">").AddToken(top.Display).Add($"</td><td class=\"number\">{CellValue.Probability(top.Probability)}</td>");
            else
                page.Add($"<td>…</td><td></td>");
            page.Add($"<td class=\"mono text\">").AddWritten(saved.Map.TextAt(cell)?.Tokens ?? [], isPlain: false).Add($"</td></tr>");
        }
        page.Add($"</tbody></table></div>").EndFold();
    }

    /// <summary>The cells whose source and target layer are the same.</summary>
    public static IReadOnlyList<CellAddress> Cells(SweepMap map) => [.. map.Rows.Select(layer => new CellAddress(layer, layer)).Where(map.Contains)];
}
