using Patchscopes.Model.Stages;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State.Stages;
using static System.FormattableString;

namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>A part of a lane's stage band.</summary>
/// <param name="Kind">"not-yet", "a", "b" or "c": chooses its colour.</param>
/// <param name="First">Its first block.</param>
/// <param name="Last">Its last.</param>
/// <param name="Label">Its name.</param>
/// <param name="Further">What the name stands for, where there is room.</param>
public readonly record struct StageSpan(string Kind, int First, int Last, string Label, string Further)
{
    /// <summary>All of it, with its blocks.</summary>
    public string InFull => $"{Label}{Further}, block {StageWords.Of(new BlockRange(First, Last))}";
}

/// <summary>What a lane of the stages shows, as far as its trace has come.</summary>
internal static class LaneWords
{
    /// <summary>The name of one of the two compared lanes.</summary>
    public static string Title(LaneKey key, StageLane? lane) => key is LaneKey.Twin ? "Extractive twin"
        : lane?.Verdict?.Label is null or StageLabel.Abstractive && lane?.Verdict is not { IsSaidInPrompt: true } ? "Abstractive"
        : "As asked";

    /// <summary>What the lane is, in a few words.</summary>
    /// <param name="key">Which lane.</param>
    /// <param name="lane">Its trace; null before it.</param>
    /// <param name="question">The question's trace.</param>
    public static string About(LaneKey key, StageLane? lane, StageLane? question) => key is LaneKey.Twin ? AboutTwin(lane, question)
        : lane?.Verdict is not { } verdict ? "the question as it is asked"
        : verdict.IsSaidInPrompt ? "the answer already stands in the prompt" : "the answer is nowhere in the prompt";

    /// <summary>A lane's verdict in one line.</summary>
    public static string Verdict(StageLane lane, TraceVerdict verdict, int blocks) => lane.Outcome is { } outcome ? StageWords.Of(verdict, outcome) : StageWords.Of(verdict, blocks);

    /// <summary>Its kind: chooses its colour.</summary>
    public static string Kind(StageLane lane, TraceVerdict verdict) =>
        lane.Outcome is { } outcome ? outcome.Changed ? "missed" : "kept" : verdict.Label switch
        {
            StageLabel.Abstractive => "abstractive",
            StageLabel.Extractive => "extractive",
            StageLabel.ArgumentOnly or StageLabel.WrongAnswer => "missed",
            _ => "kept",
        };

    /// <summary>The band's parts, without overlap: what the verdict names, and "not yet" before it.</summary>
    public static IEnumerable<StageSpan> Band(TraceVerdict? verdict, int blocks)
    {
        if (verdict is null)
            yield break;
        var hasB = verdict.ApplicationLayer is not null && verdict.Label is StageLabel.Abstractive;
        var first = verdict.ArgumentStage?.First ?? (hasB ? verdict.ApplicationLayer!.Value : verdict.SaturationStage?.First ?? blocks);
        if (first > 0)
            yield return new("not-yet", 0, first - 1, "not yet", "");
        if (verdict.ArgumentStage is { } argument)
            yield return new("a", argument.First, argument.Last, "A", " argument formation");
        if (hasB)
            yield return new("b", verdict.ApplicationLayer!.Value, verdict.ApplicationLayer.Value, "B", " function application");
        if (verdict.SaturationStage is { } saturation)
            yield return new("c", saturation.First, saturation.Last, "C", " saturation");
    }

    /// <summary>The prompt on one line, with the argument and the answer marked where they stand in it.</summary>
    public static IEnumerable<(string Text, WordRole Role)> Prompt(StageLane lane)
    {
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

    /// <summary>"after the MLP" or "after attention".</summary>
    public static string State(ShownState shown) => shown is ShownState.AfterBlock ? "after the MLP" : "after attention";

    /// <summary>The name of the layer axis.</summary>
    public static string Axis(ShownState shown) => shown is ShownState.AfterBlock ? "after block" : "in block";

    /// <summary>What a state's top token is to the lane.</summary>
    public static WordRole RoleOf(StageLane lane, StateSays says) => says switch
    {
        { Answer.Rank: 1 } => WordRole.Answer,
        { Argument.Rank: 1 } => WordRole.Argument,
        // Other spellings count as the argument, but the answer is one token.
        _ => says.Top is [var top, ..] && lane.RoleOf(top.Text) is WordRole.Argument ? WordRole.Argument : WordRole.Other,
    };

    /// <summary>A state's most probable tokens, a line each.</summary>
    public static string Explain(int block, StateSays says, ShownState shown) =>
        Invariant($"{State(shown)} of block {block}\n") + string.Join("\n", says.Top.Take(5).Select(top => Invariant($"{top.Probability:0.000} {TokenDisplay.Of(top.Text)}")));

    /// <summary>The space before a word goes without saying in a cell, unless the lane has the word without it, too; the tooltip has the exact token.</summary>
    public static string Shorten(StageLane lane, ShownState shown, string? token) => token is null ? ""
        : TokenDisplay.Of(token.Length > 1 && token[0] == ' ' && token[1] != ' ' && !Says(lane, shown, token[1..]) ? token[1..] : token);

    /// <summary>The class that colours a word.</summary>
    public static string Class(WordRole role) => role switch { WordRole.Argument => "argument", WordRole.Answer => "answer", _ => "" };

    private static bool Says(StageLane lane, ShownState shown, string token) => lane.Blocks.Any(block => lane.At(block.Layer, shown)?.Top is [var top, ..] && top.Text == token);

    private static string AboutTwin(StageLane? lane, StageLane? question) => lane is not { Request.Prompt: var twin } ? "the same with the facts in front of it"
        : twin == question?.Request.Prompt ? "the facts stand in the prompt already: the same run"
        : ExtractiveTwin.AsksQuestions(twin) ? "the same question with the facts in front of it"
        : "the same prompt with its last line, completed, in front of it";
}
