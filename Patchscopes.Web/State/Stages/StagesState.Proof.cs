using Patchscopes.Model.Architecture;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using static Patchscopes.Web.State.Cancellation;

namespace Patchscopes.Web.State.Stages;

/// <summary>What is done to a run to see what does it, and the states patched into the last block but one.</summary>
public sealed partial class StagesState
{
    private CancellationTokenSource? _proving;
    private CancellationTokenSource? _patching;

    /// <summary>What is done in the third lane; null without one.</summary>
    public StageProof? Proof { get; private set; }

    /// <summary>The run with that done to it, as far as it has come; null without one.</summary>
    public StageLane? Without { get; private set; }

    /// <summary>Why it was refused or broke, or null.</summary>
    public string? ProofMessage { get; private set; }

    /// <summary>Whether that run is under way.</summary>
    public bool IsProving => _proving is not null;

    /// <summary>The position of the argument before the traced one, the last if there are several; null where it stands nowhere.</summary>
    public int? ArgumentPosition(LaneKey key)
    {
        if (Lane(key) is not { Verdict.Argument: not null } lane)
            return null;
        for (var at = lane.Started.Position - 1; at >= 0; at--)
        {
            if (lane.RoleOf(lane.Started.Tokens[at].Text) is WordRole.Argument)
                return at;
        }
        return null;
    }

    /// <summary>Does something to a run and shows it beside the lane.</summary>
    public Task ProveAsync(StageProof proof)
    {
        Proof = proof;
        if (proof.Put is not null)
            Draft = proof;
        ViewChanged(true);
        return ProveNowAsync();
    }

    /// <summary>Puts it back; a form that is open stays.</summary>
    public void TakeBack()
    {
        DropProof(null);
        ViewChanged(true);
        Changed();
    }

    /// <summary>Shows what each state of a lane says when it stands after the last block but one.</summary>
    public async Task PatchInAsync(LaneKey key)
    {
        if (Lane(key) is not { } lane || Model is not { Blocks: > 2 } model)
            return;
        var patching = Renew(ref _patching);
        (lane.Patched, lane.PatchedMessage) = (new CellReading?[model.Blocks], null);
        Changed();
        var prompt = new PromptPosition(lane.Request.Prompt, lane.Started.Position) { Chat = lane.Request.Chat };
        var request = new SweepRequest
        {
            Model = lane.Request.Model,
            Source = prompt,
            Target = prompt,
            Readout = Readout.Patched,
            TargetLayers = [new Layer(model.Blocks - 2)],
        };
        try
        {
            await ReadPatchedAsync(lane, request, patching);
        }
        catch (OperationCanceledException) when (patching.IsCancellationRequested || _disposed)
        {
            // The other lane's row was asked for: half a row would look like a whole one.
            if (lane.Patched?.Contains(null) ?? false)
                lane.Patched = null;
        }
        catch (RequestRefusedException refused)
        {
            (lane.Patched, lane.PatchedMessage) = (null, refused.Message);
        }
        Changed();
    }

    /// <summary>Takes that row away again.</summary>
    public void HidePatched(LaneKey key)
    {
        if (Lane(key) is not { } lane)
            return;
        Leave(ref _patching);
        (lane.Patched, lane.PatchedMessage) = (null, null);
        Changed();
    }

    private async Task ReadPatchedAsync(StageLane lane, SweepRequest request, CancellationToken patching)
    {
        var sweep = await service.StartSweepAsync(request, view: null, patching);
        await foreach (var line in sweep.Events.WithCancellation(patching))
        {
            if (line is SweepCells cells && lane.Patched is { } patched)
            {
                foreach (var cell in cells.Cells)
                    patched[cell.SourceLayer.Index] = cell;
            }
            else if (line is SweepFailed failed)
                (lane.Patched, lane.PatchedMessage) = (null, failed.Message);
        }
    }

    private async Task ProveNowAsync()
    {
        if (Proof is not { } proof || Lane(proof.Lane) is not { Verdict: not null } lane)
            return;
        if (proof.CutFrom >= lane.Started.Position)
        {
            Problems = [.. Problems, NoToken(proof.CutFrom.Value, lane.Started.Position)];
            DropProof(null);
            ViewChanged(false);
            Changed();
            return;
        }
        var proving = Renew(ref _proving);
        ProofMessage = null;
        if (Without is not null)
            Without.IsStale = true;
        Changed();
        try
        {
            // The words that a run follows by itself are left to it: spelt and read again they might be other tokens.
            var request = proof.Request(lane.Request);
            var events = await stages.InterveneAsync(request, proving);
            await ReadLinesAsync(request, events, without => Without = without, EndsProof, proving);
        }
        catch (OperationCanceledException) when (proving.IsCancellationRequested || _disposed)
        {
            return;
        }
        catch (RequestRefusedException refused)
        {
            // A newer proof has the page by now.
            if (proving.IsCancellationRequested)
                return;
            Refuse(proof, refused);
        }
        Leave(ref _proving);
        Changed();
    }

    /// <summary>What can never run is no part of the view any more; what a full queue refused is, and can be asked for again.</summary>
    private void Refuse(StageProof proof, RequestRefusedException refused)
    {
        var message = refused.Of(refused.Field switch
        {
            "prompt" when proof.Put is not null => "The other prompt",
            "interventions[0].vector" => "The file’s vector",
            "interventions[0].vectorFrom.prompt" => "The prompt that the write is taken from",
            var field => Name(field),
        });
        if (refused.Reason is RefusalReason.Invalid)
        {
            DropProof(message);
            ViewChanged(false);
        }
        else
            (Without, ProofMessage) = (null, message);
    }

    /// <summary>No third lane any more; the form stays open, with a message perhaps.</summary>
    private void DropProof(string? message)
    {
        Leave(ref _proving);
        (Proof, Without, ProofMessage) = (null, null, message);
    }

    private bool EndsProof(StageEvent line)
    {
        if (line is StageFailed failed)
            ProofMessage = failed.Message;
        return line is StageDone or StageCancelled or StageFailed;
    }

    private void ForgetProof()
    {
        Leave(ref _proving);
        (Proof, Without, ProofMessage, Draft, FileMessage) = (null, null, null, null, null);
    }
}
