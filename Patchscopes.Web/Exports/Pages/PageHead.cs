using System.Globalization;
using Patchscopes.Web.Components.Layout;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Exports.Pages;

/// <summary>What a page begins and ends with: the run's name, who made it, when and with what, and what its words mean.</summary>
internal static class PageHead
{
    /// <summary>Begins a page.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="theme">"light" or "dark"; null: the reader's own.</param>
    public static Markup Begin(string title, string? theme)
    {
        var page = new Markup().Add($"<!DOCTYPE html><html lang=\"en\"");
        if (theme is not null)
            page.Add($" data-theme=\"{theme}\"");
        return page.Add($"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>")
            .AddStyle(ThemeColors.StyleSheet + PageStyle.Sheet).Add($"</head><body><main>");
    }

    /// <summary>Ends it.</summary>
    public static string End(Markup page) => page.Add($"</main></body></html>").ToString();

    /// <summary>What is said about a run.</summary>
    public static void Add(Markup page, SavedRun run, string title, bool isImported)
    {
        page.Add($"<header class=\"card about\"><h1>{title}</h1><p class=\"by\">{By(run)}</p>");
        if (run.Origin is { } origin)
            page.Add($"<p><span class=\"origin\">{origin}</span></p>");
        if (isImported)
            page.Add($"<p><span class=\"origin\">from a file; its numbers were not computed here</span></p>");
        if (run.Words.Notes.Length > 0)
            page.Add($"<p class=\"notes\">{run.Words.Notes}</p>");
        page.Add($"</header>");
    }

    /// <summary>What layers, states and patches are; in a frame also the way to the run's own page.</summary>
    public static void AddFoot(Markup page, SavedRun run, string? address)
    {
        var meaning = $"{run.Conventions.Layers} {run.Conventions.States} {run.Conventions.Positions} {run.Conventions.Patch} {run.Conventions.Probabilities}";
        page.Add($"<footer>");
        if (address is null)
            page.Add($"<p class=\"dim\">{meaning}</p>");
        else
            page.Add($"<a target=\"_blank\" rel=\"noopener\" href=\"{address}\">Open in Patchscopes</a><details><summary>What layers and states are</summary><p class=\"dim\">{meaning}</p></details>");
        page.Add($"</footer>");
    }

    /// <summary>Author, day, models and program.</summary>
    public static string By(SavedRun run)
    {
        var models = string.Join(", ", run.Models.Select(model => string.Create(CultureInfo.InvariantCulture,
            $"{model.Name} ({model.Blocks} blocks, width {model.Width}, {model.DataType}{(model.Hash.Length >= 8 ? $", {model.Hash[..8]}" : "")})")));
        var author = run.Words.Author.Length > 0 ? $"{run.Words.Author} · " : "";
        return string.Create(CultureInfo.InvariantCulture, $"{author}{run.Made:d MMMM yyyy} · {models} · {run.Software}");
    }
}
