using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State.Stages;

namespace Patchscopes.Web.Components.Pages;

/// <summary>The stages.</summary>
public sealed partial class StagesPage
{
    private StagesState? _state;
    private DatasetState? _dataset;

    [Inject]
    public required IPatchscopeService Service { get; init; }

    [Inject]
    public required IStageService Traces { get; init; }

    [Inject]
    public required IJSRuntime JS { get; init; }

    protected override string Place => "stages";

    private StagesState State => _state ??= new StagesState(Service, Traces, Time) { Changed = Redraw, ViewChanged = WriteAddress };

    private DatasetState Dataset => _dataset ??= new DatasetState(Traces, Time) { Changed = Redraw };

    protected override Task LoadAsync(string query, CancellationToken gone) => State.LoadAsync(StageUrl.Read(query, Service.Models()[0].Name), gone);

    protected override Task RunAsync() => State.RunNowAsync();

    protected override string? Link() => State.ModelName.Length > 0 && State.LinkRefusal is null ? StageUrl.Write(State.View()) : null;

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _state?.Dispose();
        _dataset?.Dispose();
    }

    /// <summary>Columns of the layer axis; about as many as most small models have, while the model is not known.</summary>
    private int Columns => State.Model?.Blocks ?? 12;

    private bool AnswerIsInPrompt(LaneKey key) => State.Lane(key)?.Verdict is { IsSaidInPrompt: true };

    private string Title(LaneKey lane) => lane is LaneKey.Twin ? "Extractive twin"
        : State.Lane(lane)?.Verdict?.Label is null or StageLabel.Abstractive && !AnswerIsInPrompt(lane) ? "Abstractive"
        : "As asked";

    private string About(LaneKey lane) => lane is LaneKey.Twin ? AboutTwin()
        : State.Lane(lane)?.Verdict is null ? "the question as it is asked"
        : AnswerIsInPrompt(lane) ? "the answer already stands in the prompt" : "the answer is nowhere in the prompt";

    private string AboutTwin() => State.Lane(LaneKey.Twin) is not { Request.Prompt: var twin } ? "the same with the facts in front of it"
        : twin == State.Lane(LaneKey.Question)?.Request.Prompt ? "the facts stand in the prompt already: the same run"
        : ExtractiveTwin.AsksQuestions(twin) ? "the same question with the facts in front of it"
        : "the same prompt with its last line, completed, in front of it";

    private void Open(LaneKey lane, int block)
    {
        State.LookAt(lane);
        State.MoveTo(block, isPlaying: false);
    }

    private async Task OpenRowAsync(DatasetVerdict row)
    {
        await JS.InvokeVoidAsync("scrollTo", 0, 0);
        await State.AskAsync(new StageQuestion(row.Question, row.Argument, row.Answer));
    }
}
