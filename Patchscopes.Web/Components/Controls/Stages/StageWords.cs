using Patchscopes.Model.Stages;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State.Stages;
using static System.FormattableString;

namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>What the stages tab says in words.</summary>
public static class StageWords
{
    /// <summary>A verdict as one line.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="blocks">How many blocks the model has: what saturates in the first half of them does so at once.</param>
    public static string Of(TraceVerdict verdict, int blocks) => string.Join(" · ", Parts(verdict, blocks));

    /// <summary>What a run with something taken out comes to, as one line: its end matters, not its course.</summary>
    public static string Of(TraceVerdict verdict, InterventionOutcome outcome) => outcome.Changed
        ? $"says {TokenDisplay.Of(outcome.After.Top[0].Text)}, not {TokenDisplay.Of(outcome.Before.Top[0].Text)}"
        : Invariant($"still says {TokenDisplay.Of(outcome.After.Top[0].Text)} · saturated from {verdict.SaturationStart}");

    /// <summary>The third lane's name.</summary>
    public static string Title(StageProof proof) => proof.Put is null ? "Without it" : "With that write";

    /// <summary>What the third lane is, in a few words.</summary>
    public static string About(StageProof proof, StageLane? lane) => proof switch
    {
        { Put: { } put, Blocks: { } into } => $"another prompt with {PutWords.Of(put)} {PutWords.Into(put, into)}",
        _ => $"the same run without {Of(proof, lane)}",
    };

    /// <summary>"4–7", or "8" for one block.</summary>
    public static string Of(BlockRange range) => range.First == range.Last ? Invariant($"{range.First}") : Invariant($"{range.First}–{range.Last}");

    /// <summary>What is taken out, or put elsewhere, as the object of a sentence.</summary>
    public static string Of(StageProof proof, StageLane? lane) => proof switch
    {
        { Put: { } put } => PutWords.Of(put),
        { Blocks: { } one } when one.First == one.Last => Invariant($"what the MLP of block {one.First} writes"),
        { Blocks: { } blocks } => Invariant($"what the MLPs of blocks {Of(blocks)} write"),
        { CutFrom: { } from } => Invariant($"attention to {Token(lane, from)}"),
        _ => "it",
    };

    /// <summary>What came of it, in one sentence with marks for the tokens: the text before, the token, the text after.</summary>
    public static (string Before, string Token, string After) Outcome(StageProof proof, StageLane? plain, InterventionOutcome outcome)
    {
        if (proof is { Put: { } put, Blocks: { } into })
            return PutWords.Outcome(put, into, outcome);
        var (before, after) = (outcome.Before.Top[0], outcome.After.Top[0]);
        var without = $"Without {Of(proof, plain)} the model ";
        return outcome switch
        {
            { SaysArgument: true, Changed: true } => ($"{without}says", after.Text, Invariant($"again ({after.Probability:0.000})")),
            { Changed: true } => ($"{without}says", after.Text, Invariant($"({after.Probability:0.000}) instead of {TokenDisplay.Of(before.Text)} ({before.Probability:0.000})")),
            _ => ($"{without}still says", after.Text, Invariant($"({before.Probability:0.000} before, {after.Probability:0.000} now)")),
        };
    }

    /// <summary>A prompt on one line: line ends and spaces at its edges visible, the middle left out where it is long.</summary>
    public static string OneLine(string prompt)
    {
        const int Longest = 168;
        const int Start = 56;
        var shown = prompt.ReplaceLineEndings("⏎").Replace("\t", "⇥", StringComparison.Ordinal);
        var (starts, ends) = (shown.Length - shown.TrimStart(' ').Length, shown.TrimStart(' ').Length - shown.Trim(' ').Length);
        shown = new string('␣', starts) + shown.Trim(' ') + new string('␣', ends);
        return shown.Length <= Longest ? shown : $"{shown[..Start]} … {shown[^(Longest - Start)..]}";
    }

    private static IEnumerable<string> Parts(TraceVerdict verdict, int blocks)
    {
        if (verdict.Label is StageLabel.Extractive)
            return [Invariant($"{(2 * verdict.SaturationStart < blocks ? "immediate saturation" : "saturated")} from {verdict.SaturationStart}"), "no argument stage"];
        if (verdict.Label is StageLabel.WrongAnswer)
            return ["wrong answer", Missed(verdict)];
        var argument = verdict switch
        {
            { ArgumentSpan: null } => "no argument stage",
            { IsHardSpan: false, ArgumentSpan: { } glimpse } => $"argument only glimpsed at {Of(glimpse)}",
            { ArgumentSpan: { } span } => $"argument {Of(verdict.ArgumentStage ?? span)}",
        };
        if (verdict.Label is StageLabel.ArgumentOnly)
            return [argument, "not applied", Missed(verdict)];
        return Course(verdict, argument);
    }

    private static IEnumerable<string> Course(TraceVerdict verdict, string argument)
    {
        if (verdict.Crossing is { } crossing)
            yield return crossing switch { CrossingStrength.Clear => "X clear", CrossingStrength.Weak => "X weak", _ => "no X" };
        yield return argument;
        if (verdict.ApplicationLayer is { } block)
            yield return Invariant($"applied at {block}") + By(verdict.Attribution);
        yield return Invariant($"saturated from {verdict.SaturationStart}");
    }

    private static string By(StageAttribution? attribution) => attribution switch
    {
        StageAttribution.FeedForward => " by the MLP",
        StageAttribution.Attention => " by attention",
        StageAttribution.Distributed => " by no part alone",
        _ => "",
    };

    private static string Missed(TraceVerdict verdict) =>
        $"says {TokenDisplay.Of(verdict.Said.Text)}, not {TokenDisplay.Of(verdict.Answer.Text)}";

    private static string Token(StageLane? lane, int position) =>
        lane is not null && position < lane.Started.Tokens.Count ? lane.Started.Tokens[position].Display : Invariant($"token {position}");
}
