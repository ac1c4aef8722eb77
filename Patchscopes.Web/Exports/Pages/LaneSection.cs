using System.Globalization;
using Patchscopes.Web.Components.Controls.Stages;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State.Stages;

namespace Patchscopes.Web.Exports.Pages;

/// <summary>A lane: its verdict, its stages, what each block says, and how argument and answer stand.</summary>
internal static class LaneSection
{
    /// <summary>Adds the card.</summary>
    public static void Add(Markup page, SavedLane named, SavedLanes saved)
    {
        var (lane, shown, blocks) = (named.Lane, saved.View.Shown, saved.Blocks);
        page.Add($"<section class=\"card lane\" style=\"--blocks:{blocks}\"><div class=\"head\"><h2>{named.Title}</h2><span class=\"dim\">{named.About}</span>");
        if (lane.Verdict is { } verdict)
            page.Add($"<span class=\"verdict {LaneWords.Kind(lane, verdict)}\">{LaneWords.Verdict(lane, verdict, blocks)}</span>");
        page.Add($"</div>");
        if (named.IsPromptShown)
            AddPrompt(page, lane);
        foreach (var doubt in lane.Verdict?.Doubts ?? [])
            page.Add($"<p class=\"doubt\">{doubt}</p>");
        page.Add($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{named.Title}, block by block\"><div class=\"axes\">");
        AddBand(page, lane, blocks);
        AddSays(page, lane, shown, saved.Head);
        AddRanks(page, lane, shown, blocks);
        page.Add($"</div></div></section>");
    }

    private static void AddPrompt(Markup page, StageLane lane)
    {
        page.Add($"<p class=\"asked mono\">");
        foreach (var (text, role) in LaneWords.Prompt(lane))
            page.Add($"<span class=\"{LaneWords.Class(role)}\">{text}</span>");
        page.Add($"</p>");
    }

    private static void AddBand(Markup page, StageLane lane, int blocks)
    {
        page.Add($"<span class=\"name\">stage</span><div class=\"track band\">");
        foreach (var stage in LaneWords.Band(lane.Verdict, blocks))
            page.Add($"<div class=\"stage {stage.Kind}\" style=\"grid-column:{stage.First + 1}/{stage.Last + 2}\" title=\"{stage.InFull}\">{stage.Label}<span class=\"rest\">{stage.Further}</span></div>");
        page.Add($"</div>");
    }

    private static void AddSays(Markup page, StageLane lane, ShownState shown, int head)
    {
        page.Add($"<span class=\"name\">says<small>{LaneWords.State(shown)}</small></span><div class=\"track says\">");
        foreach (var block in lane.Blocks)
        {
            var says = lane.At(block.Layer, shown)!;
            page.Add($"<span class=\"says-cell mono {LaneWords.Class(LaneWords.RoleOf(lane, says))}{(block.Layer == head ? " at" : "")}\" style=\"grid-column:{block.Layer + 1}\" title=\"{LaneWords.Explain(block.Layer, says, shown)}\"><span class=\"word\">{LaneWords.Shorten(lane, shown, says.Top[0].Text)}</span></span>");
        }
        page.Add($"</div>");
    }

    private static void AddRanks(Markup page, StageLane lane, ShownState shown, int blocks)
    {
        var (argument, answer) = (Ranks(lane, shown, says => says.Argument?.ReciprocalRank), Ranks(lane, shown, says => says.Answer.ReciprocalRank));
        page.Add($"<div class=\"name of-ranks\"><span>reciprocal rank</span><b class=\"argument\">argument</b><b class=\"answer\">answer</b><i class=\"one\">1</i><i class=\"zero\">0</i></div>");
        page.Add($"<div class=\"ranks\"><svg class=\"curves\" viewBox=\"0 0 {blocks} 1\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{RankPaths.Summary(argument, answer)}\"><path class=\"grid\" d=\"{RankPaths.Grid(blocks, isUp: false)}\"/>");
        foreach (var (name, ranks) in new[] { ("argument", argument), ("answer", answer) })
            page.Add($"<path class=\"curve {name}\" d=\"{RankPaths.Line(ranks, blocks, isUp: false)}\"/><path class=\"dots {name}\" d=\"{RankPaths.Dots(ranks, blocks, isUp: false)}\"/>");
        page.Add($"</svg></div><span class=\"name\">{LaneWords.Axis(shown)}</span><div class=\"track ticks\" aria-hidden=\"true\">");
        for (var block = 0; block < blocks; block++)
            page.Add($"<span>{block.ToString(CultureInfo.InvariantCulture)}</span>");
        page.Add($"</div>");
    }

    private static IReadOnlyList<double?> Ranks(StageLane lane, ShownState shown, Func<StateSays, double?> rank) =>
        [.. lane.Blocks.Select(block => rank(lane.At(block.Layer, shown)!))];
}
