using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
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
    private readonly List<string> _writes = [];
    private string? _address;
    private bool _isRendered;

    [Inject]
    public required IPatchscopeService Service { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private ExplorerState State => _state ??= new ExplorerState(Service, Time) { Changed = Redraw, ViewChanged = WriteAddress };

    protected override async Task OnInitializedAsync()
    {
        var load = LoadAsync();
        if (!RendererInfo.IsInteractive)
        {
            // Answered without the model, the visitor sees a page that says what it loads, and not a blank tab.
            await await Task.WhenAny(load, Task.Delay(Patience, Time));
            return;
        }
        Navigation.LocationChanged += FollowAddress;
        await load;
        if (!_gone.IsCancellationRequested)
            await State.RunNowAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender)
            return;
        _isRendered = true;
        WriteAddress(push: false);
    }

    public void Dispose()
    {
        Navigation.LocationChanged -= FollowAddress;
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
        ExplorerUrl.Read(new Uri(Navigation.Uri).Query, ExplorerState.Defaults(Service.Models()[0].Name));

    private void WriteAddress(bool push)
    {
        // Before the router is live in the browser, Blazor would fetch the whole page again for a new address.
        if (!_isRendered || State.ModelName.Length == 0)
            return;
        var query = ExplorerUrl.Write(State.View());
        State.CheckLink();
        // Not compared to Navigation's address: the browser confirms that of a write only when the next may have come.
        if (State.LinkRefusal is not null || query == new Uri(_address ?? Navigation.Uri).Query)
            return;
        _address = Navigation.ToAbsoluteUri(query).AbsoluteUri;
        _writes.Add(_address);
        Navigation.NavigateTo(_address, new NavigationOptions { ReplaceHistoryEntry = !push });
    }

    /// <summary>Back and forward: shows and runs what the address says.</summary>
    private void FollowAddress(object? sender, LocationChangedEventArgs change)
    {
        if (_writes.IndexOf(change.Location) is >= 0 and var written)
            _writes.RemoveRange(0, written + 1);
        else if (Navigation.ToBaseRelativePath(change.Location).Split('?')[0].Length == 0)
            _ = InvokeAsync(ReopenAsync);
    }

    private async Task ReopenAsync()
    {
        if (_gone.IsCancellationRequested)
            return;
        _address = Navigation.Uri;
        await LoadAsync();
        await State.RunNowAsync();
    }
}
