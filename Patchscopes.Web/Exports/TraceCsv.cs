using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State.Stages;

namespace Patchscopes.Web.Exports;

/// <summary>Traces as a table: one row per lane, block and state.</summary>
internal static class TraceCsv
{
    /// <summary>The table.</summary>
    public static string Of(IReadOnlyList<StageLane> lanes) => CsvText.Of(lanes.SelectMany((lane, at) => lane.Blocks.SelectMany(block => new[]
    {
        RowOf(at, block.Layer, "after attention", block.AfterAttention),
        RowOf(at, block.Layer, "after MLP", block.AfterMlp),
    })));

    private static Row RowOf(int trace, int layer, string state, StateSays says) => new(
        trace, layer, state, says.Top is [var top, ..] ? top.Text : "", says.Top is [var first, ..] ? first.Probability : null,
        says.Argument?.Text, says.Argument?.Probability, says.Argument?.Rank, says.Answer.Text, says.Answer.Probability, says.Answer.Rank, says.Entropy, says.CosineWithFinal);

    private sealed record Row(
        int Trace, int Layer, string State, string Token, double? Probability, string? Argument, double? ArgumentProbability, int? ArgumentRank,
        string Answer, double AnswerProbability, int AnswerRank, double EntropyNats, double CosineWithFinal);
}
