using System.Globalization;
using System.Net;
using System.Text;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.Components.Controls.Stages;
using Patchscopes.Web.Components.Layout;
using Patchscopes.Web.State;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Exports;

/// <summary>A saved run as one page of HTML and SVG, without a script and without anything from elsewhere.</summary>
internal static class RunPage
{
    private const string Style = """
        *{box-sizing:border-box}body{margin:0;padding:16px;font:14px/1.5 Inter,system-ui,sans-serif;font-variant-ligatures:none;background:var(--page);color:var(--ink)}
        .mono{font-family:"JetBrains Mono",ui-monospace,Consolas,monospace}h1{margin:0 0 2px;font-size:17px;line-height:24px}p{margin:0 0 8px}.dim{color:var(--dim);font-size:13px}
        .prompt{margin:0 0 4px;overflow-wrap:anywhere}.role{font-size:12px;font-weight:600;letter-spacing:.06em;text-transform:uppercase}.source{color:var(--source)}.target{color:var(--target)}
        .token{padding:0 1px;white-space:pre-wrap}.chosen{border-radius:4px;font-weight:600;outline:1px solid currentColor}.drawing{margin:12px 0;overflow-x:auto}.drawing svg{display:block;border:1px solid var(--line);border-radius:10px}
        .dark{display:none}table{border-collapse:collapse;margin:8px 0}th,td{padding:2px 12px 2px 0;text-align:left;font-variant-numeric:tabular-nums}th{color:var(--dim);font-size:12px}a{color:var(--accent)}
        .notes{max-width:84ch;white-space:pre-wrap;overflow-wrap:anywhere}.origin{display:inline-block;padding:1px 8px;border-radius:6px;background:var(--warning-tint);color:var(--warning);font-size:13px}
        :root[data-theme=dark] .light{display:none}:root[data-theme=dark] .dark{display:block}@media(prefers-color-scheme:dark){:root:not([data-theme=light]) .light{display:none}:root:not([data-theme=light]) .dark{display:block}}
        """;

    /// <summary>A run's name, or what it is of.</summary>
    public static string TitleOf(SavedRun run) => run.Words.Title is { Length: > 0 } given ? given : ContentOf(run);

    /// <summary>What a run is of, in short.</summary>
    public static string ContentOf(SavedRun run) => run.Place is SavedPlace.Explore ? TupleSummary.Of(run.Sweeps[0].Request) : StageWords.OneLine(run.Traces[0].Request.Prompt);

    /// <summary>The page.</summary>
    /// <param name="run">The run.</param>
    /// <param name="title">Its name, or what it is of.</param>
    /// <param name="address">Where it can be looked at and forked, or null.</param>
    /// <param name="theme">"light" or "dark"; null: the reader's own.</param>
    /// <param name="isImported">Whether its numbers are only a file's word.</param>
    public static string Of(SavedRun run, string title, string? address, string? theme, bool isImported)
    {
        var page = Begin(title, theme);
        page.Append("<h1>").Append(Text(title)).Append("</h1><p class=\"dim\">").Append(Text(AboutOf(run))).Append("</p>");
        if (run.Origin is { } origin)
            page.Append("<p><span class=\"origin\">").Append(Text(origin)).Append("</span></p>");
        if (isImported)
            page.Append("<p><span class=\"origin\">from a file; its numbers were not computed here</span></p>");
        if (run.Place is SavedPlace.Explore)
            AddMap(page, SavedMap.Open(run));
        else
            AddTraces(page, run);
        if (run.Words.Notes.Length > 0)
            page.Append("<p class=\"notes\">").Append(Text(run.Words.Notes)).Append("</p>");
        page.Append("<p class=\"dim\">").Append(Text($"{run.Conventions.Layers} {run.Conventions.States} {run.Conventions.Patch}")).Append("</p>");
        if (address is not null)
            page.Append("<p><a target=\"_blank\" rel=\"noopener\" href=\"").Append(Text(address)).Append("\">Open in Patchscopes</a></p>");
        return page.Append("</main></body></html>").ToString();
    }

    /// <summary>A page that says why there is no run.</summary>
    public static string Refusal(string message, string? theme) =>
        Begin("Patchscopes", theme).Append("<p>").Append(Text(message)).Append("</p></main></body></html>").ToString();

    private static StringBuilder Begin(string title, string? theme) => new StringBuilder("<!DOCTYPE html><html lang=\"en\"")
        .Append(theme is null ? "" : $" data-theme=\"{theme}\"").Append("><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>")
        .Append(Text(title)).Append("</title><style>").Append(ThemeColors.StyleSheet).Append(Style).Append("</style></head><body><main>");

    private static string AboutOf(SavedRun run)
    {
        var models = string.Join(", ", run.Models.Select(model => string.Create(CultureInfo.InvariantCulture,
            $"{model.Name} ({model.Blocks} blocks, width {model.Width}, {model.DataType}{(model.Hash.Length >= 8 ? $", {model.Hash[..8]}" : "")})")));
        var author = run.Words.Author.Length > 0 ? $"{run.Words.Author} · " : "";
        return string.Create(CultureInfo.InvariantCulture, $"{author}{run.Made:d MMMM yyyy} · {models} · {run.Software}");
    }

    private static void AddMap(StringBuilder page, SavedMap saved)
    {
        AddPrompt(page, "source", saved.Map.SourceTokens, [saved.Map.SourcePosition]);
        AddPrompt(page, "target", saved.Map.TargetTokens, saved.Map.TargetPositions);
        if (saved.Before is { } before)
        {
            page.Append("<p class=\"dim\">A: ").Append(Text(TupleSummary.Of(before.Map.Request))).Append("</p>");
            AddDrawing(page, colors => MapSvg.Of(before, saved.Look, null, colors));
            page.Append("<p class=\"dim\">B: ").Append(Text(TupleSummary.Of(saved.Map.Request))).Append("</p>");
        }
        AddDrawing(page, colors => MapSvg.Of(saved.Values, saved.Look, saved.View.Cell, colors));
        if (saved.View.Cell is { } cell && saved.Map.At(cell) is { } reading)
            AddCell(page, saved, cell, reading);
    }

    private static void AddCell(StringBuilder page, SavedMap saved, CellAddress cell, Services.CellReading reading)
    {
        page.Append("<p>").Append(Text($"Cell {cell.Source} → {cell.Target}")).Append(": the state of <span class=\"mono source\">").Append(Text(saved.Map.SourceTokens[saved.Map.SourcePosition].Display))
            .Append("</span> at layer ").Append(cell.Source).Append(" in place of <span class=\"mono target\">").Append(Text(saved.Map.TargetTokens[saved.Map.TargetPosition].Display))
            .Append("</span> at layer ").Append(cell.Target).Append(".</p><table><tr><th>token</th><th>probability</th></tr>");
        foreach (var top in saved.Opened?.Detail.Top ?? reading.Top)
            page.Append("<tr><td class=\"mono\">").Append(Text(top.Display)).Append("</td><td>").Append(top.Probability.ToString("0.000", CultureInfo.InvariantCulture)).Append("</td></tr>");
        page.Append("</table>");
        if (saved.Opened?.Detail is { Patched.Count: > 0 } detail)
            page.Append("<p>goes on: <span class=\"mono\">").Append(Text(string.Concat(detail.Patched.Select(token => token.Display)))).Append("</span></p>");
    }

    private static void AddTraces(StringBuilder page, SavedRun run)
    {
        var lanes = SavedTraces.Open(run);
        AddDrawing(page, colors => TraceSvg.Of(run, lanes, colors));
        foreach (var lane in lanes.Where(lane => lane.Verdict is not null))
        {
            var about = SavedTraces.AboutOf(run, lanes, lane) is { Length: > 0 } done ? $"{done}: " : "";
            page.Append("<p><span class=\"mono\">").Append(Text(StageWords.OneLine(lane.Request.Prompt))).Append("</span><br>").Append(Text(about + StageWords.Of(lane.Verdict!, lane.Blocks.Count))).Append("</p>");
        }
    }

    private static void AddPrompt(StringBuilder page, string role, IReadOnlyList<Token> tokens, IReadOnlyList<int> positions)
    {
        var chosen = positions.ToHashSet();
        page.Append("<p class=\"prompt\"><span class=\"role ").Append(role).Append("\">").Append(role).Append("</span> <span class=\"mono\">");
        for (var at = 0; at < tokens.Count; at++)
            page.Append("<span class=\"token").Append(chosen.Contains(at) ? $" chosen {role}" : "").Append("\">").Append(Text(tokens[at].Display)).Append("</span><wbr>");
        page.Append("</span></p>");
    }

    private static void AddDrawing(StringBuilder page, Func<ThemeColors, string> draw) => page
        .Append("<div class=\"drawing light\">").Append(draw(ThemeColors.Light)).Append("</div><div class=\"drawing dark\">").Append(draw(ThemeColors.Dark)).Append("</div>");

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
