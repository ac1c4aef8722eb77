using System.Globalization;

namespace Patchscopes.Model.Stages;

/// <summary>What makes a verdict uncertain, in sentences: doubt is said, never hidden.</summary>
internal static class StageDoubts
{
    public static IEnumerable<string> Of(StageSeries series, HashSet<int> argument, StageLabel label, int saturation, StageThresholds limits)
    {
        if (series.Argument.Count > 0 && argument.Count == 0)
            yield return "Argument and answer begin with the same token, so they cannot be told apart.";
        if (series.Argument.Count == 0)
            yield return "No argument is known: choose the word that the question is about.";
        if (label is StageLabel.Abstractive && series.IsSaidInPrompt)
            yield return "The answer also stands in the prompt, so it may have been copied.";
        if (series.TopProbability is { } probability && probability[saturation] < limits.LeastTopProbability)
            yield return string.Create(CultureInfo.InvariantCulture, $"Where saturation starts the top token has a probability of only {probability[saturation]:0.000}.");
        if (series.OtherLensSaturation is { } other && Math.Abs(other - saturation) > limits.LensDisagreement)
            yield return $"Another decoder sees saturation from block {other}, this one from {saturation}.";
        if (series.Top.Count < limits.FewBlocks)
            yield return $"The model has only {series.Top.Count} blocks, so stages are coarse.";
    }
}
