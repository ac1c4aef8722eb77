using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Classroom;
using Patchscopes.Web.Components.Controls.Stages;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Stages;
using Patchscopes.Web.Storage;
using Patchscopes.Web.Storage.Recording;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Components.Pages;

/// <summary>The stages.</summary>
public sealed partial class StagesPage
{
    private StagesState? _state;
    private DatasetState? _dataset;
    private RunRecorder? _recorder;

    [Inject]
    public required IPatchscopeService Service { get; init; }

    [Inject]
    public required IStageService Traces { get; init; }

    [Inject]
    public required IRunStore Store { get; init; }

    [Inject]
    public required IJSRuntime JS { get; init; }

    protected override string Place => "stages";

    private StagesState State => _state ??= new StagesState(Recorder, Recorder, Time) { Changed = Redraw, ViewChanged = WriteAddress };

    private DatasetState Dataset => _dataset ??= new DatasetState(Traces, Time) { Changed = Redraw };

    protected override string InShort => $"{State.ActiveTask?.Name ?? StageWords.OneLine(State.Question.Text)} · {State.ModelName}";

    protected override string View => State.ModelName.Length == 0 ? "" : StageUrl.Write(State.View());

    protected override string ModelInUse => State.ModelName;

    protected override bool IsAsked => State.Status is RunStatus.Queued or RunStatus.Running or RunStatus.Done or RunStatus.Cancelled;

    protected override bool IsDone => State.Status is RunStatus.Done;

    private RunRecorder Recorder => _recorder ??= new RunRecorder(Service, Traces);

    protected override string Asked => State.ModelName.Length == 0 ? "" : StageUrl.Write(Bare(State.View()));

    protected override void Hold(RoomHold hold)
    {
        State.IsReadOnly = hold.IsFollowing;
        State.Held = hold.Held is { } held ? new TraceHold((TeachersView(held) is { } view ? Read(view).View : StageUrl.Defaults(held.Model)).Request, hold.LocksKnobs) : null;
    }

    protected override Task KeepHeldAsync() => State.KeepHeldAsync();

    protected override Task<bool> TryLookAsync(string before, string now)
    {
        var view = Read(now).View;
        if (StageUrl.Write(Bare(Read(before).View)) != StageUrl.Write(Bare(view)))
            return Task.FromResult(false);
        State.Look(view);
        return Task.FromResult(true);
    }

    protected override async Task LoadAsync(string query, CancellationToken gone)
    {
        var (asked, problems) = await SharedLink.ResolveAsync(query, SavedPlace.Stages, Store, gone);
        var link = Read(asked);
        await State.LoadAsync(link with { Problems = [.. problems, .. link.Problems] }, gone);
    }

    private StageLink Read(string query) => StageUrl.Read(query, Service.Models()[0].Name);

    /// <summary>A view without where one looks in it.</summary>
    private static StageView Bare(StageView view) => view with { Block = null, Lane = LaneKey.Question, Shown = ShownState.AfterBlock };

    protected override Task RunAsync() => State.RunNowAsync();

    protected override string? Link() => State.ModelName.Length > 0 && State.LinkRefusal is null ? StageUrl.Write(State.View()) : null;

    private Task<SavedRun> KeepAsync() => Task.FromResult(RunKeeping.Of(
        State.View(), new[] { State.Lane(LaneKey.Question), State.Lane(LaneKey.Twin), State.Without }.OfType<StageLane>().Where(lane => !lane.IsStale).Select(lane => lane.Request), Recorder, Time.GetUtcNow()));

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _state?.Dispose();
        _dataset?.Dispose();
    }

    private async Task OpenRowAsync(DatasetVerdict row)
    {
        await JS.InvokeVoidAsync("scrollTo", 0, 0);
        await State.AskAsync(new StageQuestion(row.Question, row.Argument, row.Answer));
    }
}
