using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;

namespace Patchscopes.Web.Components.Pages;

/// <summary>The explorer: its state lives as long as the page, its view in the address bar.</summary>
public sealed partial class Explore : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private ExplorerState? _state;
    private string? _written;
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
        try
        {
            await State.LoadAsync(ReadAddress(), _gone.Token);
            if (RendererInfo.IsInteractive)
            {
                Navigation.LocationChanged += FollowAddress;
                await State.RunNowAsync();
            }
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The visitor left while the model was loading.
        }
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

    private void Redraw() => _ = InvokeAsync(StateHasChanged);

    private ExplorerLink ReadAddress() =>
        ExplorerUrl.Read(new Uri(Navigation.Uri).Query, ExplorerState.Defaults(Service.Models()[0].Name));

    private void WriteAddress(bool push)
    {
        // Before the router is live in the browser, Blazor would fetch the whole page again for a new address.
        if (!_isRendered || State.ModelName.Length == 0)
            return;
        var query = ExplorerUrl.Write(State.View());
        if (query.Length > ExplorerUrl.LargestQuery || query == new Uri(Navigation.Uri).Query)
            return;
        _written = Navigation.ToAbsoluteUri(query).AbsoluteUri;
        Navigation.NavigateTo(_written, new NavigationOptions { ReplaceHistoryEntry = !push });
    }

    /// <summary>Back and forward: shows and runs what the address says.</summary>
    private void FollowAddress(object? sender, LocationChangedEventArgs change)
    {
        if (change.Location != _written)
            _ = InvokeAsync(ReopenAsync);
    }

    private async Task ReopenAsync()
    {
        if (_gone.IsCancellationRequested)
            return;
        _written = Navigation.Uri;
        await State.LoadAsync(ReadAddress(), _gone.Token);
        await State.RunNowAsync();
    }
}
