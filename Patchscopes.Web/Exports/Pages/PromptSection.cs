using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;

namespace Patchscopes.Web.Exports.Pages;

/// <summary>A prompt as its tokens, with those that matter marked.</summary>
internal static class PromptSection
{
    /// <summary>Adds the card of one of a map's prompts.</summary>
    /// <param name="page">The page.</param>
    /// <param name="role">Which prompt.</param>
    /// <param name="map">The map.</param>
    /// <param name="answer">What the model itself says next, where it is known.</param>
    public static void Add(Markup page, PromptRole role, SweepMap map, TokenReading? answer)
    {
        var (tokens, prompt) = role is PromptRole.Source ? (map.SourceTokens, map.Request.Source) : (map.TargetTokens, map.Request.Target);
        var name = role.Name();
        var chosen = role is PromptRole.Source ? [map.SourcePosition] : map.TargetPositions.ToHashSet();
        page.Add($"<section class=\"card prompt {name}\"><div class=\"head\"><h2 class=\"role\">{name}</h2><span class=\"dim\">{(role is PromptRole.Source ? "whose hidden state was read" : "where it was put")}{(prompt.Chat ? " · as a message" : "")}</span>");
        if (answer is not null)
            page.Add($"<span class=\"answer dim\">goes on with <b class=\"mono\">").AddToken(answer.Display).Add($"</b> {CellValue.Probability(answer.Probability)}</span>");
        page.Add($"</div><div class=\"chips\" tabindex=\"0\" role=\"group\" aria-label=\"Tokens of the {name} prompt\">");
        for (var at = 0; at < tokens.Count; at++)
            page.Add($"<span class=\"chip{(chosen.Contains(at) ? " chosen" : "")}\" title=\"{TokenQuote.Of(tokens[at].Text, tokens[at].Display)}\"><span class=\"mono\">").AddToken(tokens[at].Display).Add($"</span><span class=\"index\">{at}</span></span>");
        page.Add($"</div></section>");
    }
}
