namespace Patchscopes.Web.State.Stages;

/// <summary>The page of somebody in a class: a follower's, which looks as the teacher's does, or a student's own copy, in which the teacher may hold model and knobs.</summary>
public sealed partial class StagesState
{
    /// <summary>What a teacher holds; null: nothing.</summary>
    public TraceHold? Held { get; set; }

    /// <summary>Whether only the question can be changed.</summary>
    public bool LocksKnobs => Held is { LocksKnobs: true };

    /// <summary>Takes the teacher's parts where the page shows others, and traces that.</summary>
    public async Task KeepHeldAsync()
    {
        if (_disposed || ModelName.Length == 0)
            return;
        var own = View();
        var kept = HeldOf(own);
        if (kept == own)
            return;
        await LoadAsync(new StageLink(kept, Problems), _gone.Token);
        await RunAsync(push: true);
    }

    /// <summary>Shows the traces that the page has as another view of them does: its play head, its lane, its states. Nothing is traced again.</summary>
    public void Look(StageView view)
    {
        (Block, Focus, Shown) = (view.Block, view.Lane, view.Shown);
        ViewChanged(false);
        Changed();
    }

    /// <summary>A view with the teacher's parts; what is done to a run is a knob.</summary>
    private StageView HeldOf(StageView view) => Held is not { } held ? view : view with
    {
        Request = held.Of(view.Request),
        Without = held.LocksKnobs ? null : view.Without,
    };
}
