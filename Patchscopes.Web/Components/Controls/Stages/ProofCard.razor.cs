using Microsoft.AspNetCore.Components;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State.Stages;

namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>Takes something out of a lane’s run, or puts it on another prompt’s, and says what the model says then.</summary>
public sealed partial class ProofCard
{
    /// <summary>The page's state.</summary>
    [Parameter, EditorRequired]
    public required StagesState State { get; set; }

    private StageLane? Lane => State.Lane(State.Focus);

    private StageLane? Plain => State.Proof is { } proof ? State.Lane(proof.Lane) : null;

    /// <summary>The lane whose words the outcome’s token is one of.</summary>
    private StageLane? Shown => State.Proof?.Put is null ? Plain : State.Without;

    private int? Applying => Lane?.Verdict?.ApplicationLayer;

    private bool IsWaiting => Lane is not { IsStale: false, Verdict: not null } || State.IsProving;

    private string Whose => State.Focus is LaneKey.Twin ? "the extractive twin" : "the question";

    private StageProof Removal(int block) => StageProof.Remove(State.Focus, block, block);

    private string Class(StageProof proof) => proof == State.Proof ? "quiet chosen" : "quiet";

    private (string Before, string Token, string After) Sentence(StageProof proof, InterventionOutcome outcome) => StageWords.Outcome(proof, Plain, outcome);

    private string? Conclusion(StageProof proof, InterventionOutcome outcome) => proof.Put is not { } put
        ? null
        : " " + PutWords.Conclusion(outcome, put.File is null ? Plain?.Verdict?.Said : null, State.Without?.Request.Answer);

    private Task TogglePutAsync()
    {
        if (State.Draft is null)
            return State.OpenPutAsync();
        State.ClosePut();
        return Task.CompletedTask;
    }

    /// <summary>A block more on each side, up to three in all; null where that is no more.</summary>
    private StageProof? Wider(StageProof proof) => proof.Blocks is { } blocks && blocks.First == blocks.Last && State.LastBlock > 0
        ? proof with { Blocks = new BlockRange(Math.Max(0, blocks.First - 1), Math.Min(State.LastBlock, blocks.Last + 1)) }
        : null;
}
