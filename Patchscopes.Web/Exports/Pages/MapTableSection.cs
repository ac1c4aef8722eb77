using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;

namespace Patchscopes.Web.Exports.Pages;

/// <summary>The cells of a map as a table, where that is how it was shown.</summary>
internal static class MapTableSection
{
    /// <summary>Adds it.</summary>
    public static void Add(Markup page, SavedMap saved)
    {
        var (values, seen) = (saved.Values, SeenMap.Of(saved.Map, saved.Look));
        var (rows, columns) = (seen.RowRole.Name(), seen.ColumnRole.Name());
        page.Add($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table of the map\"><table class=\"cells\"><caption>{values.Name}, by {rows} layer (rows) and {columns} layer (columns), each after the block of that number</caption>");
        page.Add($"<thead><tr><th scope=\"col\"><span class=\"{rows}\">{rows} ↓</span> <span class=\"{columns}\">{columns} →</span></th>");
        foreach (var layer in seen.Columns)
            page.Add($"<th scope=\"col\" class=\"mono\">{layer}</th>");
        page.Add($"</tr></thead><tbody>");
        foreach (var (row, layer) in seen.Rows.Index())
        {
            page.Add($"<tr><th scope=\"row\" class=\"mono\">{layer}</th>");
            for (var column = 0; column < seen.Columns.Count; column++)
            {
                var cell = seen.At(row, column);
                page.Add($"<td class=\"mono{(saved.Map.IsDead(cell) ? " dead" : "")}{(cell == saved.View.Cell ? " opened" : "")}\">{values.At(cell)?.Spoken ?? "…"}</td>");
            }
            page.Add($"</tr>");
        }
        page.Add($"</tbody></table></div>");
    }
}
