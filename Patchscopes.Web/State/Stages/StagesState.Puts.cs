using Patchscopes.Model.Stages;

namespace Patchscopes.Web.State.Stages;

/// <summary>The form that puts a write on another prompt.</summary>
public sealed partial class StagesState
{
    /// <summary>What the form says; null while it is closed.</summary>
    public StageProof? Draft { get; private set; }

    /// <summary>The file that was read last; null without one.</summary>
    public OVectorFile? File { get; private set; }

    /// <summary>Why a file was not taken, or null.</summary>
    public string? FileMessage { get; private set; }

    /// <summary>Opens the form with the write of the block that applies the function, and puts it on another question of the same kind where there is one.</summary>
    public Task OpenPutAsync()
    {
        var block = Lane(Focus)?.Verdict?.ApplicationLayer ?? Head;
        var onto = AnotherQuestion(Focus);
        Draft = StageProof.Remove(Focus, block, block) with { Put = new StagePut(block, null, onto ?? "", false) };
        if (onto is not null)
            return ProveAsync(Draft);
        Changed();
        return Task.CompletedTask;
    }

    /// <summary>A field of the form was changed.</summary>
    public void EditPut(StageProof draft)
    {
        (Draft, ProofMessage) = (draft, null);
        Changed();
    }

    /// <summary>Runs what the form says.</summary>
    public Task PutAsync()
    {
        if (Draft is { Put.Onto.Length: > 0 } draft)
            return ProveAsync(draft);
        DropProof("The other prompt is empty. Type the prompt that the write is to be put on.");
        ViewChanged(true);
        Changed();
        return Task.CompletedTask;
    }

    /// <summary>Closes the form, and takes back what it did.</summary>
    public void ClosePut()
    {
        var isShown = Proof?.Put is not null;
        (Draft, FileMessage) = (null, null);
        if (isShown)
            TakeBack();
        else
            Changed();
    }

    /// <summary>A file was chosen as the write.</summary>
    public void TakeFile(string name, ReadOnlySpan<byte> bytes)
    {
        if (Model is not { } model || Draft is not { Put: { } put } draft)
            return;
        try
        {
            (File, FileMessage) = (OVectorFile.Read(name, bytes, model), null);
            Draft = draft with { Put = put with { From = null, File = File } };
        }
        catch (FormatException unfit)
        {
            FileMessage = unfit.Message;
        }
        Changed();
    }

    /// <summary>A file could not be read.</summary>
    public void RefuseFile(string message)
    {
        FileMessage = message;
        Changed();
    }

    /// <summary>A lane's question asked of another row of its relation; null where it is none of a built-in relation.</summary>
    public string? AnotherQuestion(LaneKey lane) => Lane(lane) is { } traced ? OVectorPrompts.Another(traced.Request.Prompt)?.Prompt : null;

    /// <summary>The paper's list of words with that row in it, or else with the lane's own argument; null where neither is known.</summary>
    public string? WordList(LaneKey lane)
    {
        if (Lane(lane) is not { } traced)
            return null;
        var word = OVectorPrompts.Another(traced.Request.Prompt)?.Argument ?? Word(traced.Verdict?.Argument?.Text);
        return word is null ? null : OVectorPrompts.List(word);
    }
}
