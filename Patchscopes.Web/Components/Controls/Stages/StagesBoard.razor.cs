using Microsoft.AspNetCore.Components;
using Patchscopes.Web.State.Stages;

namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>The lanes of the stages, what the block at the play head wrote, and what is taken out to prove it.</summary>
public sealed partial class StagesBoard
{
    /// <summary>The stages, or a saved run of them.</summary>
    [Parameter, EditorRequired]
    public required StagesState State { get; set; }

    /// <summary>Columns of the layer axis; about as many as most small models have, while the model is not known.</summary>
    private int Columns => State.Model?.Blocks ?? 12;

    private string Title(LaneKey lane) => LaneWords.Title(lane, State.Lane(lane));

    private string About(LaneKey lane) => LaneWords.About(lane, State.Lane(lane), State.Lane(LaneKey.Question));

    private void Open(LaneKey lane, int block)
    {
        State.LookAt(lane);
        State.MoveTo(block, isPlaying: false);
    }
}
