using Microsoft.AspNetCore.Components;
using MudBlazor;
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

    private ElementReference _result;
    private MudButton? _first;

    private StageLane? Lane => State.Lane(State.Focus);

    private StageLane? Plain => State.Proof is { } proof ? State.Lane(proof.Lane) : null;

    /// <summary>The lane whose words the outcome’s token is one of.</summary>
    private StageLane? Shown => State.Proof?.Put is null ? Plain : State.Without;

    private int? Applying => Lane?.Verdict?.ApplicationLayer;

    /// <summary>While a proof runs the buttons stay: the newest click wins, and the keyboard keeps its place.</summary>
    private bool IsWaiting => Lane is not { IsStale: false, Verdict: not null };

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

    // A button that goes away must not take the keyboard's place on the page with it.
    private async Task WidenAsync(StageProof wider)
    {
        await _result.FocusAsync();
        await State.ProveAsync(wider);
    }

    private async Task TakeBackAsync()
    {
        if (_first is not null)
            await _first.FocusAsync();
        State.TakeBack();
    }

    /// <summary>A block more on each side, up to three in all; null where that is no more.</summary>
    private StageProof? Wider(StageProof proof) => proof.Blocks is { } blocks && blocks.First == blocks.Last && State.LastBlock > 0
        ? proof with { Blocks = new BlockRange(Math.Max(0, blocks.First - 1), Math.Min(State.LastBlock, blocks.Last + 1)) }
        : null;
}
