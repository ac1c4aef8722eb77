using System.Globalization;
using Patchscopes.Model.Stages;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State.Stages;
using static System.FormattableString;

namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>What the data set's card says in words.</summary>
public static class DatasetWords
{
    /// <summary>The labels in the order of the legend.</summary>
    public static IReadOnlyList<StageLabel> Labels { get; } =
        [StageLabel.Abstractive, StageLabel.Extractive, StageLabel.NoX, StageLabel.ArgumentOnly, StageLabel.WrongAnswer];

    /// <summary>The labels that a correctly answered row can have, in the order of the table.</summary>
    public static IReadOnlyList<StageLabel> ListedLabels { get; } = [StageLabel.Abstractive, StageLabel.Extractive, StageLabel.ArgumentOnly, StageLabel.NoX];

    /// <summary>A form's name.</summary>
    public static string Of(QuestionForm form) => form switch
    {
        QuestionForm.Question => "question",
        QuestionForm.TrueTwin => "true twin",
        QuestionForm.FalseTwin => "false twin",
        _ => form.ToString(),
    };

    /// <summary>A label's name.</summary>
    public static string Of(StageLabel label) => label switch
    {
        StageLabel.Abstractive => "abstractive",
        StageLabel.Extractive => "extractive",
        StageLabel.NoX => "no X",
        StageLabel.ArgumentOnly => "argument only",
        StageLabel.WrongAnswer => "wrong answer",
        _ => label.ToString(),
    };

    /// <summary>A label's class, which chooses its colour.</summary>
    public static string Class(StageLabel label) => $"label-{label.ToString().ToLowerInvariant()}";

    /// <summary>A question in one line.</summary>
    public static string Of(DatasetVerdict verdict)
    {
        var applied = verdict.ApplicationLayer is { } block ? Invariant($" · applied at {block}") : "";
        var said = verdict.IsCorrect ? verdict.Answer : $"{TokenDisplay.Of(verdict.Said.Text)}, not {verdict.Answer}";
        var without = verdict.Removal is { } removal ? $" · without it {TokenDisplay.Of(removal.Said.Text)}" : "";
        return Invariant($"{verdict.Argument} → {said} · {Of(verdict.Label)}{applied} · saturated from {verdict.SaturationStart}{without}");
    }

    /// <summary>A share of a whole; a dash where there is none.</summary>
    public static string Share(int part, int whole, string format = "0.0") =>
        whole == 0 ? "–" : ((format.EndsWith('%') ? 1 : 100) * (part / (double)whole)).ToString(format, CultureInfo.InvariantCulture);

    /// <summary>A form's cells after its name; empty ones while its rows are still coming.</summary>
    public static IReadOnlyList<string> Row(DatasetSummed? summary) => summary is null
        ? [.. Enumerable.Repeat("", 7 + ListedLabels.Count)]
        :
        [
            Invariant($"{summary.Rows}"), Invariant($"{summary.Correct}"),
            .. ListedLabels.Select(label => Share(summary.Labels[label], summary.Correct, "0.0 %")),
            Mean(summary.MeanArgument), Mean(summary.MeanApplication), Mean(summary.MeanSaturation), Mean(summary.MeanXScore, "0.00"),
            Mean(summary.SaturatesEarlier),
        ];

    /// <summary>What a removal did, by how many blocks it took.</summary>
    public static IReadOnlyList<SharePart> Parts(RemovalSummary removed) =>
    [
        .. removed.ChangedBySize.Select((count, at) => new SharePart(at == 0 ? "changed by 1 block" : Invariant($"changed by {at + 1} blocks"), Invariant($"removed-{at + 1}"), count, true)),
        new("not changed", "removed-never", removed.Cases - removed.Changed, true),
    ];

    /// <summary>The labels of some questions.</summary>
    public static IReadOnlyList<SharePart> Parts(IReadOnlyDictionary<StageLabel, int> labels) =>
        [.. Labels.Select(label => new SharePart(Of(label), Class(label), labels.GetValueOrDefault(label), label is StageLabel.Abstractive or StageLabel.Extractive))];

    /// <summary>What the figures are of, in one line.</summary>
    public static string Of(DatasetStarted started, string? file) =>
        Invariant($"{started.Relation ?? file ?? "own rows"} · {started.Model} · {StageNames.Of(started.Decoder).Replace('-', ' ')}");

    /// <summary>What all forms together say, in sentences.</summary>
    public static string Reading(IReadOnlyList<DatasetSummed> summaries) =>
        string.Join(" ", summaries.SelectMany(Sentences)).Replace(" %", "\u00A0%", StringComparison.Ordinal);

    /// <summary>How far a run is.</summary>
    public static string Progress(DatasetState state)
    {
        var seconds = Invariant($"{state.Elapsed.TotalSeconds:0.0} s");
        return (state.Work, state.IsCancelled) switch
        {
            (DatasetWork.Tracing, _) => Invariant($"{state.Verdicts.Count} of {state.Started?.Rows ?? 0} questions · {seconds}"),
            (DatasetWork.Ablating, _) => Invariant($"{state.Steps.Count} of {state.Ablated?.Steps ?? 0} steps · {seconds}"),
            (_, true) => Invariant($"cancelled after {seconds}; what came is shown"),
            _ => state.Started is { } started ? $"{Of(started, state.TracedFile)} · {seconds}" : state.Ablated is null ? "" : seconds,
        };
    }

    private static IEnumerable<string> Sentences(DatasetSummed summary)
    {
        var twins = $"{Of(summary.Form)}s";
        if (summary.Form is not QuestionForm.Question)
        {
            yield return summary.SaturatesEarlier is { } earlier
                ? Invariant($"The {twins} saturate {Math.Abs(earlier):0.0} blocks {(earlier < 0 ? "later" : "earlier")}.")
                : Invariant($"{summary.Correct} of {summary.Rows} {twins} are answered.");
            yield break;
        }
        var applied = summary.MeanApplication is { } block ? Invariant($", on average at block {block:0.0}") : "";
        yield return Invariant($"{summary.Correct} of {summary.Rows} questions are answered, {Share(summary.Labels[StageLabel.Abstractive], summary.Correct, "0.0 %")} of them are labelled abstractive: a function is applied to the argument{applied}.");
        if (summary.Removals is { } removed)
            yield return Invariant($"Without the MLP writes there {Share(removed.Changed, removed.Cases, "0.0 %")} of the answers change, and {Share(removed.BackToArgument, removed.Cases, "0.0 %")} fall back to the argument.");
    }

    private static string Mean(double? value, string format = "0.0") => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
