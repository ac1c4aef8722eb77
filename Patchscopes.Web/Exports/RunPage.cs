using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.Components.Controls.Stages;
using Patchscopes.Web.Exports.Pages;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Exports;

/// <summary>A saved run as one page of HTML and SVG, without a script and without anything from elsewhere: all that its own page can show.</summary>
internal static class RunPage
{
    /// <summary>A run's name, or what it is of.</summary>
    public static string TitleOf(SavedRun run) => run.Words.Title is { Length: > 0 } given ? given : ContentOf(run);

    /// <summary>What a run is of, in short.</summary>
    public static string ContentOf(SavedRun run) => run.Place is SavedPlace.Explore ? TupleSummary.Of(run.Sweeps[0].Request) : StageWords.OneLine(run.Traces[0].Request.Prompt);

    /// <summary>The page.</summary>
    /// <param name="run">The run.</param>
    /// <param name="title">Its name, or what it is of.</param>
    /// <param name="address">Where it can be looked at and forked: then it is for a frame, and its long tables are folded away. Null: a file, in which all lies open.</param>
    /// <param name="theme">"light" or "dark"; null: the reader's own.</param>
    /// <param name="isImported">Whether its numbers are only a file's word.</param>
    public static string Of(SavedRun run, string title, string? address, string? theme, bool isImported)
    {
        var page = PageHead.Begin(title, theme);
        PageHead.Add(page, run, title, isImported);
        if (run.Place is SavedPlace.Explore)
            MapPage.Add(page, SavedMap.Open(run), isFrame: address is not null);
        else
            TracePage.Add(page, SavedTraces.Named(run), isFrame: address is not null);
        PageHead.AddFoot(page, run, address);
        return PageHead.End(page);
    }

    /// <summary>A page that says why there is no run.</summary>
    public static string Refusal(string message, string? theme) => PageHead.End(PageHead.Begin("Patchscopes", theme).Add($"<p>{message}</p>"));
}
