using System.Globalization;
using Patchscopes.Model.Stages;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State.Stages;
using static System.FormattableString;

namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>What one block of a lane did, in words.</summary>
internal static class WriteWords
{
    /// <summary>The card's heading.</summary>
    public static string Title(int block) => Invariant($"What block {block} wrote");

    /// <summary>Whether the top token is another one now.</summary>
    public static string Turn(StateSays? before, StateSays after) => before is not null && before.Top[0].Id == after.Top[0].Id ? "still" : "now";

    /// <summary>Where the answer stands while something else is on top.</summary>
    public static string Standing(StageLane lane, StateSays says) => says.Answer.Rank == 1 || lane.Verdict is null
        ? ""
        : Invariant($"{TokenDisplay.Of(says.Answer.Text)} rank {Rank(says.Answer)}");

    /// <summary>Whether the function was applied in a block by one of its parts.</summary>
    public static string Applied(StageLane lane, int block, StageAttribution by) => lane.Verdict is not { } verdict || verdict.ApplicationLayer != block || verdict.Attribution != by
        ? ""
        : by switch
        {
            StageAttribution.FeedForward => "→ the MLP applied the function",
            StageAttribution.Attention => "→ attention applied the function",
            _ => "→ applied here, by no part alone",
        };

    /// <summary>How far a part moved the residual stream.</summary>
    public static string Write(double norm) => $"‖write‖ {Length(norm)}";

    /// <summary>How undecided the state after the block is, how near the end it points, and how long it was and is.</summary>
    public static (string Entropy, string Cosine, string State) Measures(BlockTraced block) => (
        $"entropy {Two(block.AfterMlp.Entropy)} nats",
        $"cosine with the final state {Two(block.AfterMlp.CosineWithFinal)}",
        $"‖state‖ {Length(block.Norms.Before)} → {Length(block.Norms.After)}");

    /// <summary>A rank among the tokens.</summary>
    public static string Rank(StandingReading standing) => Invariant($"{standing.Rank:N0}");

    /// <summary>A number with two decimals.</summary>
    public static string Two(double number) => Invariant($"{number:0.00}");

    /// <summary>The length of a vector.</summary>
    public static string Length(double norm) => norm.ToString(norm < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
