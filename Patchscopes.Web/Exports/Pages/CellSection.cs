using System.Globalization;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;

namespace Patchscopes.Web.Exports.Pages;

/// <summary>A cell in full: what it means, what the model says with and without the patch, and what else says it.</summary>
internal static class CellSection
{
    /// <summary>Adds the card.</summary>
    /// <param name="page">The page.</param>
    /// <param name="map">The map that the cell is of.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="reading">What the map holds of it.</param>
    /// <param name="detail">The cell in full; null where it was not opened.</param>
    public static void Add(Markup page, SweepMap map, CellAddress cell, CellReading reading, CellDetail? detail)
    {
        var (says, usual) = (First(reading.Top), First(detail?.UnpatchedTop));
        page.Add($"<section class=\"card cell\"><h2>{CellWords.Title(cell)}</h2><p class=\"sentence\">").AddSentence(CellWords.Sentence(map, cell)).Add($"</p>");
        if (says is not null)
            page.Add($"<p class=\"meaning\">").AddSentence(CellWords.Meaning(says, usual)).Add($"</p>");
        if (detail is not null)
        {
            var words = new ControlWords(detail.Controls, says, usual, map.Request.Mapping.Kind, map.IsDead(cell));
            page.Add($"<p class=\"verdict{(words.IsShared ? " shared" : "")}\" title=\"{ControlWords.About}\">{words.Verdict}</p>");
        }
        page.Add($"<div class=\"parts\">");
        AddBars(page, "With the patch", detail is { Top.Count: > 0 } ? detail.Top : reading.Top);
        if (detail is not null)
        {
            AddBars(page, "Without the patch", detail.UnpatchedTop);
            AddControls(page, detail.Controls, says, map.SourceTokens);
            AddText(page, "What the model goes on to write", detail.Patched, isDim: false);
            AddText(page, "Without the patch", detail.Unpatched, isDim: true);
        }
        page.Add($"</div></section>");
    }

    private static void AddBars(Markup page, string title, IReadOnlyList<TokenReading> top)
    {
        if (top.Count == 0)
            return;
        page.Add($"<div class=\"part\"><h3>{title}</h3><ol class=\"bars\">");
        foreach (var reading in top)
        {
            page.Add($"<li title=\"token id {reading.Id}, {TokenQuote.Of(reading.Text, reading.Display)}\"><span class=\"mono token\">").AddToken(reading.Display)
                .Add($"</span><span class=\"track\"><span class=\"fill\" style=\"--share:{Share(reading.Probability)}\"></span></span><span class=\"number\">{CellValue.Probability(reading.Probability)}</span></li>");
        }
        page.Add($"</ol></div>");
    }

    private static void AddControls(Markup page, IReadOnlyList<ControlReading> controls, TokenReading? says, IReadOnlyList<Token> sourceTokens)
    {
        if (controls.Count == 0)
            return;
        page.Add($"<div class=\"part\"><h3>{ControlWords.Heading}</h3><ul class=\"controls\">");
        foreach (var control in ControlWords.InOrder(controls, says))
        {
            page.Add($"<li><span class=\"name\">{ControlWords.Name(control, sourceTokens)}</span>");
            if (control.Top is [var top, ..])
                page.Add($"<span class=\"mono token\">").AddToken(top.Display).Add($"</span><span class=\"number\">{CellValue.Probability(top.Probability)}</span>");
            else
                page.Add($"<span></span><span></span>");
            page.Add($"<span class=\"mark\">{(control.Says(says) ? "same" : "")}</span></li>");
        }
        page.Add($"</ul></div>");
    }

    private static void AddText(Markup page, string title, IReadOnlyList<Token> tokens, bool isDim)
    {
        if (tokens.Count == 0)
            return;
        page.Add($"<div class=\"part text\"><h3>{title}</h3><p class=\"written mono{(isDim ? " dim" : "")}\">").AddWritten(tokens, isPlain: isDim).Add($"</p></div>");
    }

    /// <summary>The most probable one, if any.</summary>
    public static TokenReading? First(IReadOnlyList<TokenReading>? top) => top is { Count: > 0 } ? top[0] : null;

    private static string Share(float probability) => probability.ToString("0.####", CultureInfo.InvariantCulture);
}
