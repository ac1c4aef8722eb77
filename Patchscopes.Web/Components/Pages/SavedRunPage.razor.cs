using Microsoft.AspNetCore.Components;
using Patchscopes.Web.Api;
using Patchscopes.Web.Exports;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Stages;
using Patchscopes.Web.Storage;
using Patchscopes.Web.Storage.Recording;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Components.Pages;

/// <summary>A kept run, read-only: everything that its page showed, without the model.</summary>
public sealed partial class SavedRunPage : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private OpenedRun? _run;
    private ExplorerState? _explorer;
    private StagesState? _stages;
    private string? _refusal;

    [Inject]
    public required IRunStore Store { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    /// <summary>The end of its address.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [CascadingParameter]
    private HttpContext? HttpContext { get; set; }

    private string Title => RunPage.TitleOf(_run!.Run);

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
        _explorer?.Dispose();
        _stages?.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        try
        {
            var opened = await Store.OpenAsync(Id, _gone.Token);
            await ShowAsync(opened.Run);
            _run = opened;
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The visitor has left.
        }
        catch (RequestRefusedException refused)
        {
            _refusal = refused.Message;
            // Not 404, for which the router would answer with its own page, that says less.
            if (HttpContext is { Response.HasStarted: false } answer)
                answer.Response.StatusCode = refused.Reason is RefusalReason.NotKept ? StatusCodes.Status410Gone : Problems.StatusOf(refused.Reason);
        }
    }

    private async Task ShowAsync(SavedRun run)
    {
        var recorded = new RecordedRun(run);
        if (run.Place is SavedPlace.Explore)
        {
            var request = run.Sweeps[0].Request;
            var link = ExplorerUrl.Read(run.View, request);
            _explorer = new ExplorerState(recorded, Time) { IsReadOnly = true, Changed = Redraw };
            await _explorer.LoadAsync(link with { View = link.View with { Request = request }, IsBlank = false, Problems = [] }, _gone.Token);
            await _explorer.RunNowAsync();
            if (run.Lenses is [var lens, ..])
                await _explorer.ShowLensAsync(true, lens.Request.Prompt == request.Source.Prompt && lens.Request.Model == (request.SourceModel ?? request.Model) ? PromptRole.Source : PromptRole.Target, lens.Request.Decoder);
        }
        else
        {
            var link = StageUrl.Read(run.View, run.Traces[0].Request.Model);
            _stages = new StagesState(recorded, recorded, Time) { IsReadOnly = true, Changed = Redraw };
            await _stages.LoadAsync(link with { View = link.View with { Request = run.Traces[0].Request }, Problems = [] }, _gone.Token);
            await _stages.RunNowAsync();
        }
    }

    private void Redraw()
    {
        if (!_gone.IsCancellationRequested)
            _ = InvokeAsync(StateHasChanged);
    }
}
