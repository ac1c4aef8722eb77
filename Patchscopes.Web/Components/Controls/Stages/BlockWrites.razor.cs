using Microsoft.AspNetCore.Components;
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
}
