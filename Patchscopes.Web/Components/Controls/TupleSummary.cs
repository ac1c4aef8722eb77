using System.Globalization;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Components.Controls;

/// <summary>What a map was asked for, in one line.</summary>
internal static class TupleSummary
{
    private const int Longest = 40;

    /// <summary>Both prompts with their positions, and the models.</summary>
    public static string Of(SweepRequest request) =>
        $"{Prompt(request.Source)} → {Prompt(request.Target)} · {(request.SourceModel is { } source ? $"{source} → " : "")}{request.Model}";

    private static string Prompt(PromptPosition prompt) => Cut(TokenDisplay.Of(prompt.Prompt).Replace('␣', ' ')) + (prompt.Position == -1 ? "" : string.Create(CultureInfo.InvariantCulture, $" [{prompt.Position}]"));

    private static string Cut(string text) => text.Length <= Longest ? text : text[..(Longest - 1)] + "…";
}
