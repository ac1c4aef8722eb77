using System.Globalization;
using Patchscopes.Model.Stages;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State.Stages;

namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>What the data set's card says in words.</summary>
public static class DatasetWords
{
    /// <summary>The labels in the order of the legend.</summary>
    public static IReadOnlyList<StageLabel> Labels { get; } =
        [StageLabel.Abstractive, StageLabel.Extractive, StageLabel.NoX, StageLabel.ArgumentOnly, StageLabel.WrongAnswer];

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
        var applied = verdict.ApplicationLayer is { } block ? Text($" · applied at {block}") : "";
        var said = verdict.IsCorrect ? verdict.Answer : $"{TokenDisplay.Of(verdict.Said.Text)}, not {verdict.Answer}";
        return Text($"{verdict.Argument} → {said} · {Of(verdict.Label)}{applied} · saturated from {verdict.SaturationStart}");
    }

    /// <summary>The whole data set in one line.</summary>
    public static string Of(DatasetSummed summary) => string.Join(" · ", Parts(summary));

    /// <summary>How far a run is.</summary>
    public static string Progress(DatasetState state)
    {
        var seconds = Text($"{state.Elapsed.TotalSeconds:0.0} s");
        return (state.Work, state.IsCancelled) switch
        {
            (DatasetWork.Tracing, _) => Text($"{state.Verdicts.Count} of {state.Started?.Rows ?? 0} questions · {seconds}"),
            (DatasetWork.Ablating, _) => Text($"{state.Steps.Count} of {state.Ablated?.Steps ?? 0} steps · {seconds}"),
            (_, true) => Text($"cancelled after {seconds}; what came is shown"),
            _ => state.Started is null && state.Ablated is null ? "" : seconds,
        };
    }

    private static IEnumerable<string> Parts(DatasetSummed summary)
    {
        yield return Text($"{summary.Correct} of {summary.Rows} answered");
        if (summary.MeanArgument is { } argument)
            yield return Text($"argument from {argument:0.0}");
        if (summary.MeanApplication is { } applied)
            yield return Text($"applied at {applied:0.0}");
        if (summary.MeanSaturation is { } saturated)
            yield return Text($"saturated from {saturated:0.0}");
        if (summary.MeanXScore is { } score)
            yield return Text($"X {score:0.00}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
