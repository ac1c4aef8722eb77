using Patchscopes.Model.Architecture;
using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;

namespace Patchscopes.Web.Exports.Pages;

/// <summary>The row and the column of the opened cell, a cell after the other.</summary>
internal static class StripSection
{
    /// <summary>The fold's name.</summary>
    public static string Title(CellAddress cell) => $"Row and column of cell {cell.Source} → {cell.Target}";

    /// <summary>Adds both where a cell is open.</summary>
    public static void Add(Markup page, SavedMap saved, bool isFrame)
    {
        if (saved.View.Cell is not { } cell || !saved.Map.Contains(cell))
            return;
        page.BeginFold(Title(cell), !isFrame);
        Add(page, saved, PromptRole.Source, cell.Source);
        Add(page, saved, PromptRole.Target, cell.Target);
        page.EndFold();
    }

    private static void Add(Markup page, SavedMap saved, PromptRole role, Layer layer)
    {
        var (values, map) = (saved.Values, saved.Map);
        var (title, other) = (StripWords.Title(values, saved.Look, role, layer), StripWords.Other(role).Name());
        page.Add($"<h3 class=\"{role.Name()}\">{title}</h3><ol class=\"strip\" tabindex=\"0\" aria-label=\"{title}\">");
        foreach (var cell in StripWords.Cells(map, role, layer))
        {
            page.Add($"<li class=\"{(cell == saved.View.Cell ? "opened" : "")}\"><b class=\"{other}\"><span class=\"visually-hidden\">{other} layer </span>{(role is PromptRole.Source ? cell.Target : cell.Source)}</b>");
            if (map.At(cell) is { Top: [var top, ..] } reading)
            {
                page.Add($"<span class=\"mono word\">").AddToken(top.Display).Add($"</span><span class=\"number\">{StripWords.Number(values, saved.Look, cell, top.Probability)}</span>");
                if (map.Unpatched is not null)
                    page.Add($"<span class=\"number dim\"><span class=\"visually-hidden\">change </span>{CellValue.Change(top.Probability - reading.UsualProbability)}</span>");
            }
            else
                page.Add($"<span>…</span>");
            page.Add($"</li>");
        }
        page.Add($"</ol>");
    }
}
