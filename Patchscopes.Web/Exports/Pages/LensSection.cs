using System.Globalization;
using Patchscopes.Model.Architecture;
using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.State;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Exports.Pages;

/// <summary>The lens tables: what each state of a prompt says by itself.</summary>
internal static class LensSection
{
    /// <summary>The fold's name of one.</summary>
    public static string Title(PromptRole role, SavedLens lens) => $"Lens table of the {role.Name()} prompt, {LensWords.Of(lens.Request.Decoder)}";

    /// <summary>Adds all of them.</summary>
    public static void Add(Markup page, SavedMap saved, bool isFrame)
    {
        foreach (var (role, lens) in saved.Lenses)
        {
            page.BeginFold(Title(role, lens), !isFrame).Add($"<p class=\"dim\">{LensWords.About}</p>");
            var chosen = role is PromptRole.Source ? saved.Map.SourcePosition : saved.Map.TargetPosition;
            Layer? open = saved.View.Cell is not { } cell ? null : role is PromptRole.Source ? cell.Source : cell.Target;
            AddTable(page, role, lens, chosen, open);
            page.Add($"<p class=\"legend\"><span>0</span><span class=\"scale\" aria-hidden=\"true\"></span><span>{LensWords.Most}</span><span class=\"mark {role.Name()}\">{LensWords.Token(role)}</span>");
            if (open is not null)
                page.Add($"<span class=\"mark row\">{LensWords.OpenLayer}</span>");
            page.Add($"</p>").EndFold();
        }
    }

    private static void AddTable(Markup page, PromptRole role, SavedLens lens, int chosen, Layer? open)
    {
        page.Add($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{Title(role, lens)}, scrolls\"><table class=\"lens\"><caption class=\"visually-hidden\">{LensWords.Caption(role)}</caption><thead><tr><th scope=\"col\" class=\"corner\">{LensWords.Rows}</th>");
        foreach (var (at, token) in lens.Table.Tokens.Index())
            page.Add($"<th scope=\"col\" class=\"mono {(at == chosen ? role.Name() : "")}\">").AddToken(token.Display).Add($"</th>");
        page.Add($"</tr></thead><tbody>");
        foreach (var row in lens.Table.Layers)
        {
            page.Add($"<tr class=\"{(row.Layer == open ? "opened" : "")}\"><th scope=\"row\">{row.Layer}</th>");
            foreach (var top in row.Positions)
                page.Add($"<td class=\"mono\" style=\"--share:{top[0].Probability.ToString("0.###", CultureInfo.InvariantCulture)}\" title=\"{LensWords.Explain(top)}\">").AddToken(top[0].Display).Add($"</td>");
            page.Add($"</tr>");
        }
        page.Add($"</tbody></table></div>");
    }
}
