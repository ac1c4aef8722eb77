using Patchscopes.Web.State;

namespace Patchscopes.Web.Exports.Pages;

/// <summary>A saved map as its page shows it: prompts, map, opened cell, pins, and, folded away in a frame, its further tables.</summary>
internal static class MapPage
{
    /// <summary>Adds all of it.</summary>
    public static void Add(Markup page, SavedMap saved, bool isFrame)
    {
        // Compared maps have each its own prompts.
        if (saved.Before is null)
        {
            page.Add($"<div class=\"prompts\">");
            PromptSection.Add(page, PromptRole.Source, saved.Map, saved.SourceAnswer);
            PromptSection.Add(page, PromptRole.Target, saved.Map, null);
            page.Add($"</div>");
        }
        page.Add($"<div class=\"work\">");
        MapSection.Add(page, saved, isFrame);
        page.Add($"<div class=\"side\">");
        if (saved.View.Cell is { } cell && saved.Map.At(cell) is { } reading)
            CellSection.Add(page, saved.Map, cell, reading, saved.Opened?.Detail);
        PinSection.Add(page, saved);
        page.Add($"</div><div class=\"folds\">");
        StripSection.Add(page, saved, isFrame);
        LensSection.Add(page, saved, isFrame);
        AddOtherCells(page, saved, isFrame);
        page.Add($"</div></div>");
    }

    private static void AddOtherCells(Markup page, SavedMap saved, bool isFrame)
    {
        var others = saved.Others.ToList();
        if (others.Count == 0)
            return;
        page.BeginFold($"{others.Count} more {(others.Count == 1 ? "cell" : "cells")} that {(others.Count == 1 ? "was" : "were")} opened", !isFrame).Add($"<div class=\"others\">");
        foreach (var kept in others)
            CellSection.Add(page, saved.Map, SavedMap.AddressOf(kept), saved.Map.At(SavedMap.AddressOf(kept))!, kept.Detail);
        page.Add($"</div>").EndFold();
    }
}
