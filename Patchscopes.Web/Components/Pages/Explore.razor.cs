using Microsoft.AspNetCore.Components;
using Patchscopes.Web.Classroom;
using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State;
using Patchscopes.Web.Storage;
using Patchscopes.Web.Storage.Recording;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Components.Pages;

/// <summary>The explorer.</summary>
public sealed partial class Explore
{
    private ExplorerState? _state;
    private RunRecorder? _recorder;

    [Inject]
    public required IPatchscopeService Service { get; init; }

    [Inject]
    public required IStageService Traces { get; init; }

    [Inject]
    public required IRunStore Store { get; init; }

    protected override string Place => "";

    private ExplorerState State => _state ??= new ExplorerState(Recorder, Time) { Changed = Redraw, ViewChanged = WriteAddress };

    protected override string InShort => TupleSummary.Of(State.Tuple);

    protected override string View => State.ModelName.Length == 0 ? "" : ExplorerUrl.Write(State.View());

    protected override string ModelInUse => State.ModelName;

    protected override bool IsAsked => State.Status is RunStatus.Queued or RunStatus.Running or RunStatus.Done or RunStatus.Cancelled;

    protected override bool IsDone => State is { Status: RunStatus.Done, IsStale: false };

    private RunRecorder Recorder => _recorder ??= new RunRecorder(Service, Traces);

    protected override string Asked => State.ModelName.Length == 0 ? "" : ExplorerUrl.Write(new ExplorerView(State.OwnTuple, null));

    protected override void Hold(RoomHold hold)
    {
        State.IsReadOnly = hold.IsFollowing;
        State.Held = hold.Held is { } held ? new TupleHold(TeachersView(held) is { } view ? Read(view).View.Request : ExplorerState.Defaults(held.Model), hold.LocksKnobs) : null;
    }

    protected override Task KeepHeldAsync() => State.KeepHeldAsync();

    protected override async Task<bool> TryLookAsync(string before, string now)
    {
        var (old, view) = (Read(before).View, Read(now).View);
        if (ExplorerUrl.Write(new ExplorerView(old.Request, null) { With = old.With }) != ExplorerUrl.Write(new ExplorerView(view.Request, null) { With = view.With }))
            return false;
        await State.LookAsync(view);
        return true;
    }

    protected override async Task LoadAsync(string query, CancellationToken gone)
    {
        var (asked, problems) = await SharedLink.ResolveAsync(query, SavedPlace.Explore, Store, gone);
        var link = Read(asked);
        await State.LoadAsync(link with { Problems = [.. problems, .. link.Problems] }, gone);
    }

    private ExplorerLink Read(string query) => ExplorerUrl.Read(query, ExplorerState.Defaults(Service.Models()[0].Name));

    protected override Task RunAsync() => State.RunNowAsync();

    protected override string? Link()
    {
        if (State.ModelName.Length == 0)
            return null;
        State.CheckLink();
        return State.LinkRefusal is null ? ExplorerUrl.Write(State.View()) : null;
    }

    private async Task<SavedRun> KeepAsync()
    {
        await State.SettleAsync(Gone);
        return RunKeeping.Of(State.View(), Recorder, Time.GetUtcNow());
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _state?.Dispose();
    }
}
