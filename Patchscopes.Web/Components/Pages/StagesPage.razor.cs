using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State.Stages;

namespace Patchscopes.Web.Components.Pages;

/// <summary>The stages: its state lives as long as the page, its view in the address bar.</summary>
public sealed partial class StagesPage : IDisposable
{
    /// <summary>The page's path.</summary>
    private const string Place = "stages";

    private readonly CancellationTokenSource _gone = new();
    private StagesState? _state;
    private DatasetState? _dataset;
    private PageAddress? _address;

    [Inject]
    public required IPatchscopeService Service { get; init; }

    [Inject]
    public required IStageService Traces { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IJSRuntime JS { get; init; }

    private StagesState State => _state ??= new StagesState(Service, Traces, Time) { Changed = Redraw, ViewChanged = WriteAddress };

    private DatasetState Dataset => _dataset ??= new DatasetState(Traces, Time) { Changed = Redraw };

    private PageAddress Address => _address ??= new PageAddress(Navigation, Place, () => _ = InvokeAsync(ReopenAsync));

    protected override async Task OnInitializedAsync()
    {
        await LoadAsync();
        if (!RendererInfo.IsInteractive || _gone.IsCancellationRequested)
            return;
        Address.Follow();
        await State.RunNowAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender)
            return;
        Address.IsLive = true;
        WriteAddress(push: false);
    }

    public void Dispose()
    {
        _address?.Dispose();
        _gone.Cancel();
        _gone.Dispose();
        _state?.Dispose();
        _dataset?.Dispose();
    }

    /// <summary>Columns of the layer axis; about as many as most small models have, while the model is not known.</summary>
    private int Columns => State.Model?.Blocks ?? 12;

    private bool AnswerIsInPrompt(LaneKey key) => State.Lane(key)?.Verdict is { IsSaidInPrompt: true };

    private string Title(LaneKey lane) => lane is LaneKey.Twin ? "Extractive twin"
        : State.Lane(lane)?.Verdict?.Label is null or StageLabel.Abstractive && !AnswerIsInPrompt(lane) ? "Abstractive"
        : "As asked";

    private string About(LaneKey lane) => lane is LaneKey.Twin ? "the same question with the facts in front of it"
        : State.Lane(lane)?.Verdict is null ? "the question as it is asked"
        : AnswerIsInPrompt(lane) ? "the answer already stands in the prompt" : "the answer is nowhere in the prompt";

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

    private async Task LoadAsync()
    {
        try
        {
            await State.LoadAsync(ReadAddress(), _gone.Token);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The visitor left while the model was loading.
        }
    }

    private void Redraw()
    {
        if (!_gone.IsCancellationRequested)
            _ = InvokeAsync(StateHasChanged);
    }

    private StageLink ReadAddress() => StageUrl.Read(Address.Query, Service.Models()[0].Name);

    private void WriteAddress(bool push)
    {
        if (State.ModelName.Length > 0 && State.LinkRefusal is null)
            Address.Write(StageUrl.Write(State.View()), push);
    }

    /// <summary>Back and forward: shows and runs what the address says.</summary>
    private async Task ReopenAsync()
    {
        if (_gone.IsCancellationRequested)
            return;
        Address.TakeCurrent();
        await LoadAsync();
        await State.RunNowAsync();
    }
}
