namespace Patchscopes.Web.State;

/// <summary>The page of somebody in a class: a follower's, which looks as the teacher's does, or a student's own copy, in which the teacher may hold parts of the tuple.</summary>
public sealed partial class ExplorerState
{
    /// <summary>What a teacher holds; null: nothing.</summary>
    public TupleHold? Held { get; set; }

    /// <summary>Whether only prompts and tokens can be changed.</summary>
    public bool LocksKnobs => Held is { LocksKnobs: true };

    /// <summary>Takes the teacher's parts of the tuple where the page shows others, and runs that.</summary>
    public async Task KeepHeldAsync()
    {
        if (_disposed || Held is not { } held || ModelName.Length == 0)
            return;
        var own = Request();
        var kept = held.Of(own);
        if (Key(kept) == Key(own))
            return;
        await LoadAsync(new ExplorerLink(View() with { Request = kept, With = null }, IsBlank: false, Problems), _gone.Token);
        await RunAsync(push: true);
    }

    /// <summary>Shows the map that the page has as another view of it does: its look, its open cell, its pins. Nothing is run again.</summary>
    public async Task LookAsync(ExplorerView view)
    {
        (Look, Problems) = (view.Look, []);
        TakePins(view);
        FillPins();
        var isOther = view.Cell != Opened;
        if (isOther)
        {
            ForgetCell();
            (Opened, Opening, IsOpenedByVisitor) = (view.Cell, [], false);
        }
        ViewChanged(false);
        Changed();
        if (isOther && Status is RunStatus.Done or RunStatus.Cancelled or RunStatus.Failed)
            await ReadOpenedAsync();
    }
}
