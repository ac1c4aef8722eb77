using System.Globalization;
using Microsoft.AspNetCore.Components;
using Patchscopes.Model.Stages;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State.Stages;

namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>What one block of a lane did: what it got, and what attention and the feed-forward layer made of it.</summary>
public sealed partial class BlockWrites
{
    /// <summary>The lane that is looked at.</summary>
    [Parameter, EditorRequired]
    public required StageLane? Lane { get; set; }

    /// <summary>The block at the play head.</summary>
    [Parameter, EditorRequired]
    public required int Head { get; set; }

    /// <summary>Which lane that is.</summary>
    [Parameter, EditorRequired]
    public required LaneKey Focus { get; set; }

    /// <summary>The first lane's name.</summary>
    [Parameter, EditorRequired]
    public required string QuestionTitle { get; set; }

    /// <summary>The other lane is to be looked at.</summary>
    [Parameter]
    public EventCallback<LaneKey> FocusChanged { get; set; }

    private BlockTraced? Block => Lane is { } lane && Head < lane.Blocks.Count ? lane.Blocks[Head] : null;

    private StateSays? Arriving => Lane?.At(Head - 1, ShownState.AfterBlock);

    private string Traced => Lane!.Started.Tokens[Lane.Started.Position].Text;

    private WordRole Role(StateSays says) => Lane!.RoleOf(says.Top[0].Text);

    private static string Turn(StateSays? before, StateSays after) => before is not null && before.Top[0].Id == after.Top[0].Id ? "still" : "now";

    /// <summary>Where the answer stands while something else is on top.</summary>
    private string Standing(StateSays says) => says.Answer.Rank == 1 || Lane?.Verdict is null
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{TokenDisplay.Of(says.Answer.Text)} rank {says.Answer.Rank:N0}");

    private string Applied(StageAttribution by) => Lane?.Verdict is not { } verdict || verdict.ApplicationLayer != Head || verdict.Attribution != by
        ? ""
        : by switch
        {
            StageAttribution.FeedForward => "→ the MLP applied the function",
            StageAttribution.Attention => "→ attention applied the function",
            _ => "→ applied here, by no part alone",
        };

    private static string Length(double norm) => Number(norm, norm < 10 ? "0.0" : "0");

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
