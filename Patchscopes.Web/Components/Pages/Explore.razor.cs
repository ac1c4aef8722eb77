using Microsoft.AspNetCore.Components;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;

namespace Patchscopes.Web.Components.Pages;

/// <summary>The explorer: its state lives as long as the page, its view in the address bar.</summary>
public sealed partial class Explore : IDisposable
{
    /// <summary>How long the first answer waits for a model that is not loaded.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(150);

    private readonly CancellationTokenSource _gone = new();
    private ExplorerState? _state;
    private PageAddress? _address;

    [Inject]
    public required IPatchscopeService Service { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private ExplorerState State => _state ??= new ExplorerState(Service, Time) { Changed = Redraw, ViewChanged = WriteAddress };

    private PageAddress Address => _address ??= new PageAddress(Navigation, "", () => _ = InvokeAsync(ReopenAsync));

    protected override async Task OnInitializedAsync()
    {
        var load = LoadAsync();
        if (!RendererInfo.IsInteractive)
        {
            // Answered without the model, the visitor sees a page that says what it loads, and not a blank tab.
            await await Task.WhenAny(load, Task.Delay(Patience, Time));
            return;
        }
        Address.Follow();
        await load;
        if (!_gone.IsCancellationRequested)
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

    private ExplorerLink ReadAddress() =>
        ExplorerUrl.Read(Address.Query, ExplorerState.Defaults(Service.Models()[0].Name));

    private void WriteAddress(bool push)
    {
        if (!Address.IsLive || State.ModelName.Length == 0)
            return;
        State.CheckLink();
        if (State.LinkRefusal is null)
            Address.Write(ExplorerUrl.Write(State.View()), push);
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
