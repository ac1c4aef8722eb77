using Patchscopes.Web.Components.Controls.Stages;
using Patchscopes.Web.Services.Stages;

namespace Patchscopes.Web.Exports;

/// <summary>Traces as a table: one row per lane, block and state. Its columns are described in docs/api.md.</summary>
internal static class TraceCsv
{
    /// <summary>Writes the table.</summary>
    public static void Write(SavedLanes saved, TextWriter text) => CsvText.Write(text, saved.Lanes.SelectMany((lane, at) => lane.Lane.Blocks.SelectMany(block => new[]
    {
        RowOf(lane, at, block.Layer, "after attention", block.AfterAttention, block.Norms.AttentionWrite),
        RowOf(lane, at, block.Layer, "after MLP", block.AfterMlp, block.Norms.FeedForwardWrite),
    })));

    private static Row RowOf(SavedLane lane, int trace, int layer, string state, StateSays says, double write) => new(
        trace, layer, state, says.Top is [var top, ..] ? top.Text : "", says.Top is [var first, ..] ? first.Probability : null,
        says.Argument?.Text, says.Argument?.Probability, says.Argument?.Rank, says.Answer.Text, says.Answer.Probability, says.Answer.Rank, says.Entropy, says.CosineWithFinal, write,
        lane.Lane.Request.Model, CsvText.Prompt(lane.Lane.Request.Prompt), lane.Lane.Started.Position, lane.Key is null ? lane.About : "",
        lane.Lane.Verdict is { } verdict ? LaneWords.Verdict(lane.Lane, verdict, lane.Lane.Blocks.Count) : "");

    private sealed record Row(
        int Trace, int Layer, string State, string Token, double? Probability, string? Argument, double? ArgumentProbability, int? ArgumentRank,
        string Answer, double AnswerProbability, int AnswerRank, double EntropyNats, double CosineWithFinal, double WriteNorm,
        string Model, string Prompt, int Position, string Intervention, string Verdict);
}
