using Patchscopes.Model.Stages;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Components.Controls.Stages;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State.Stages;
using Patchscopes.Web.State.Views;

namespace Patchscopes.Web.Exports.Pages;

/// <summary>What blocks wrote: one in sentences, and all of a lane as a table.</summary>
internal static class WriteSection
{
    /// <summary>The name of a lane's table.</summary>
    public static string Title(SavedLane named) => $"Every block: {named.Title}";

    /// <summary>Adds the card of one block.</summary>
    public static void Add(Markup page, SavedLane named, int head)
    {
        var (lane, block, arriving) = (named.Lane, named.Lane.Blocks[head], named.Lane.At(head - 1, ShownState.AfterBlock));
        page.Add($"<section class=\"card writes\"><div class=\"head\"><h2>{WriteWords.Title(head)}</h2><span class=\"dim\">{named.Title}</span></div><dl><dt>arrives with</dt><dd>");
        if (arriving is not null)
            AddState(page, lane, arriving);
        else
            page.Add($"<span>the embedding of</span> <span class=\"said mono\">").AddToken(TokenDisplay.Of(lane.Started.Tokens[lane.Started.Position].Text)).Add($"</span>");
        page.Add($"</dd><dt>+ attention</dt><dd><span>{WriteWords.Turn(arriving, block.AfterAttention)}</span> ");
        AddState(page, lane, block.AfterAttention, WriteWords.Write(block.Norms.AttentionWrite));
        page.Add($" <b>{WriteWords.Applied(lane, head, StageAttribution.Attention)}</b></dd><dt>+ MLP</dt><dd><span>{WriteWords.Turn(block.AfterAttention, block.AfterMlp)}</span> ");
        AddState(page, lane, block.AfterMlp, WriteWords.Write(block.Norms.FeedForwardWrite));
        var (entropy, cosine, state) = WriteWords.Measures(block);
        page.Add($" <b>{WriteWords.Applied(lane, head, StageAttribution.FeedForward)}{WriteWords.Applied(lane, head, StageAttribution.Distributed)}</b></dd></dl><p class=\"measures dim\"><span>{entropy}</span> <span>{cosine}</span> <span>{state}</span></p></section>");
    }

    /// <summary>Adds the table of all blocks of a lane.</summary>
    public static void AddAll(Markup page, SavedLane named, bool isFrame)
    {
        page.BeginFold(Title(named), !isFrame).Add($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{Title(named)}, scrolls\"><table class=\"list\"><caption class=\"dim\">{named.About}</caption><thead><tr>");
        foreach (var column in new[] { "block", "state", "top token", "p", "argument rank", "answer rank", "‖write‖", "entropy (nats)", "cosine with the final state" })
            page.Add($"<th scope=\"col\">{column}</th>");
        page.Add($"</tr></thead><tbody>");
        foreach (var block in named.Lane.Blocks)
        {
            AddRow(page, named.Lane, block, ShownState.AfterAttention, block.AfterAttention, block.Norms.AttentionWrite);
            AddRow(page, named.Lane, block, ShownState.AfterBlock, block.AfterMlp, block.Norms.FeedForwardWrite);
        }
        page.Add($"</tbody></table></div>").EndFold();
    }

    private static void AddState(Markup page, StageLane lane, StateSays says, string? write = null)
    {
        page.Add($"<span class=\"said mono {LaneWords.Class(lane.RoleOf(says.Top[0].Text))}\">").AddToken(TokenDisplay.Of(says.Top[0].Text)).Add($"</span> <span>rank 1</span>");
        if (write is not null)
            page.Add($" <span class=\"number\">{write}</span>");
        page.Add($" <span class=\"dim number\">{WriteWords.Standing(lane, says)}</span>");
    }

    private static void AddRow(Markup page, StageLane lane, BlockTraced block, ShownState shown, StateSays says, double write)
    {
        page.Add($"<tr><th scope=\"row\" class=\"number\">{block.Layer}</th><td>{LaneWords.State(shown)}</td><td class=\"mono {LaneWords.Class(LaneWords.RoleOf(lane, says))}\">").AddToken(TokenDisplay.Of(says.Top[0].Text))
            .Add($"</td><td class=\"number\">{CellValue.Probability(says.Top[0].Probability)}</td><td class=\"number\">{(says.Argument is { } argument ? WriteWords.Rank(argument) : "–")}</td><td class=\"number\">{WriteWords.Rank(says.Answer)}</td>")
            .Add($"<td class=\"number\">{WriteWords.Length(write)}</td><td class=\"number\">{WriteWords.Two(says.Entropy)}</td><td class=\"number\">{WriteWords.Two(says.CosineWithFinal)}</td></tr>");
    }
}
