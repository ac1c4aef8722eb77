namespace Patchscopes.Web.Exports.Pages;

/// <summary>Saved traces as their page shows them: the lanes, and what the block at the play head wrote.</summary>
internal static class TracePage
{
    /// <summary>Adds all of it.</summary>
    public static void Add(Markup page, SavedLanes saved, bool isFrame)
    {
        foreach (var lane in saved.Lanes)
            LaneSection.Add(page, lane, saved);
        if (LookedAt(saved) is { } looked)
            WriteSection.Add(page, looked, saved.Head);
        page.Add($"<div class=\"folds narrow\">");
        foreach (var lane in saved.Lanes)
            WriteSection.AddAll(page, lane, isFrame);
        page.Add($"</div>");
    }

    /// <summary>The lane whose block is explained; null where its trace has not come so far.</summary>
    public static SavedLane? LookedAt(SavedLanes saved) =>
        saved.Lanes.FirstOrDefault(lane => lane.Key == saved.View.Lane && saved.Head < lane.Lane.Blocks.Count);
}
