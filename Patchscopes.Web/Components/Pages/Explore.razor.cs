using Microsoft.AspNetCore.Components;
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

    protected override void Hold(bool isReadOnly, bool locksKnobs) => (State.IsReadOnly, State.LocksKnobs) = (isReadOnly, locksKnobs);

    protected override Task UseModelAsync(string model) => State.ChooseModelAsync(model);

    protected override async Task LoadAsync(string query, CancellationToken gone)
    {
        var (asked, problems) = await SharedLink.ResolveAsync(query, SavedPlace.Explore, Store, gone);
        var link = ExplorerUrl.Read(asked, ExplorerState.Defaults(Service.Models()[0].Name));
        await State.LoadAsync(link with { Problems = [.. problems, .. link.Problems] }, gone);
    }

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
