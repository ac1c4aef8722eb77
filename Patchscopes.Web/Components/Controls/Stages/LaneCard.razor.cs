using System.Globalization;
using Microsoft.AspNetCore.Components;
using Patchscopes.Model.Stages;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State.Stages;

namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>One trace along the layer axis: its stages, what each block says, and how argument and answer stand.</summary>
public sealed partial class LaneCard
{
    /// <summary>The lane's name.</summary>
    [Parameter, EditorRequired]
    public required string Title { get; set; }

    /// <summary>What it is, in a few words.</summary>
    [Parameter, EditorRequired]
    public required string About { get; set; }

    /// <summary>The trace as far as it has come; null before the first.</summary>
    [Parameter, EditorRequired]
    public required StageLane? Lane { get; set; }

    /// <summary>How many blocks the axis has.</summary>
    [Parameter, EditorRequired]
    public required int Blocks { get; set; }

    /// <summary>Which state of each block is shown.</summary>
    [Parameter]
    public ShownState Shown { get; set; }

    /// <summary>Names it in tests.</summary>
    [Parameter, EditorRequired]
    public required string TestId { get; set; }

    /// <summary>Whether the prompt is shown.</summary>
    [Parameter]
    public bool IsPromptShown { get; set; } = true;

    /// <summary>What can be done with it.</summary>
    [Parameter]
    public RenderFragment? Actions { get; set; }

    /// <summary>A block was clicked.</summary>
    [Parameter]
    public EventCallback<int> Chosen { get; set; }

    /// <summary>The other state of each block is wanted.</summary>
    [Parameter]
    public EventCallback<ShownState> ShownChanged { get; set; }

    private string ShownWords => Shown is ShownState.AfterBlock ? "after the MLP" : "after attention";

    private string AxisName => Shown is ShownState.AfterBlock ? "after block" : "in block";

    private Task Switch() => ShownChanged.InvokeAsync(Shown is ShownState.AfterBlock ? ShownState.AfterAttention : ShownState.AfterBlock);

    /// <summary>The band's parts, without overlap: what the verdict names, and "not yet" before it.</summary>
    private IEnumerable<(string Kind, int First, int Last, string Label, string Further)> Stages()
    {
        if (Lane?.Verdict is not { } verdict)
            yield break;
        var hasB = verdict.ApplicationLayer is not null && verdict.Label is StageLabel.Abstractive;
        var first = verdict.ArgumentStage?.First ?? (hasB ? verdict.ApplicationLayer!.Value : verdict.SaturationStage?.First ?? Blocks);
        if (first > 0)
            yield return ("not-yet", 0, first - 1, "not yet", "");
        if (verdict.ArgumentStage is { } argument)
            yield return ("a", argument.First, argument.Last, "A", " argument formation");
        if (hasB)
            yield return ("b", verdict.ApplicationLayer!.Value, verdict.ApplicationLayer.Value, "B", " function application");
        if (verdict.SaturationStage is { } saturation)
            yield return ("c", saturation.First, saturation.Last, "C", " saturation");
    }

    /// <summary>The prompt on one line, with the argument and the answer marked where they stand in it.</summary>
    private IEnumerable<(string Text, WordRole Role)> Prompt()
    {
        if (Lane is not { } lane)
            yield break;
        var shown = StageWords.OneLine(lane.Request.Chat ? string.Concat(lane.Started.Tokens.Select(token => token.Text)) : lane.Request.Prompt);
        var start = 0;
        for (var at = 1; at <= shown.Length; at++)
        {
            if (at < shown.Length && char.IsLetterOrDigit(shown[at]) == char.IsLetterOrDigit(shown[at - 1]))
                continue;
            yield return (shown[start..at], lane.RoleOf(shown[start..at]));
            start = at;
        }
    }

    private string Kind(TraceVerdict verdict) =>
        Lane?.Outcome is { } outcome ? outcome.Changed ? "missed" : "kept" : verdict.Label switch
        {
            StageLabel.Abstractive => "abstractive",
            StageLabel.Extractive => "extractive",
            StageLabel.ArgumentOnly or StageLabel.WrongAnswer => "missed",
            _ => "kept",
        };

    private IReadOnlyList<double?> Ranks(Func<StateSays, double?> rank) =>
        [.. Enumerable.Range(0, Lane?.Blocks.Count ?? 0).Select(block => rank(Lane!.At(block, Shown)!))];

    private WordRole RoleOf(StateSays? says) => says switch
    {
        null => WordRole.Other,
        { Answer.Rank: 1 } => WordRole.Answer,
        { Argument.Rank: 1 } => WordRole.Argument,
        // Other spellings count as the argument, but the answer is one token.
        _ => Lane!.RoleOf(says.Top[0].Text) is WordRole.Argument ? WordRole.Argument : WordRole.Other,
    };

    private string Explain(int block, StateSays? says) => says is null
        ? Text($"block {block} is still to come")
        : Text($"{ShownWords} of block {block}\n") + string.Join("\n", says.Top.Take(5).Select(top => Text($"{top.Probability:0.000} {TokenDisplay.Of(top.Text)}")));

    private string Short(StateSays? says) => Shorten(says?.Top[0].Text);

    /// <summary>The space before a word goes without saying in a cell, unless the lane has the word without it, too; the tooltip has the exact token.</summary>
    private string Shorten(string? token) => token is null ? ""
        : TokenDisplay.Of(token.Length > 1 && token[0] == ' ' && token[1] != ' ' && !Says(token[1..]) ? token[1..] : token);

    private bool Says(string token) => Lane?.Blocks.Any(block => Lane.At(block.Layer, Shown)?.Top[0].Text == token) is true;

    private static string Class(WordRole role) => role switch { WordRole.Argument => "argument", WordRole.Answer => "answer", _ => "" };

    private static string At(int block) => Text($"--at:{block}");

    private static string Span(int first, int last) => Text($"--from:{first};--to:{last}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
