using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Patchscopes.Web.Components.Pages;

/// <summary>A page whose state lives as long as it does, and whose view stands in the address bar.</summary>
public abstract class LinkedPage : ComponentBase, IDisposable
{
    /// <summary>How long the first answer waits for a model that is not loaded.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(150);

    private readonly CancellationTokenSource _gone = new();
    private PageAddress? _address;
    private string? _remembered;

    [Inject]
    public required TimeProvider Time { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required BrowserShelf Shelf { get; init; }

    /// <summary>What the page shows, in short.</summary>
    protected abstract string InShort { get; }

    /// <summary>Whether what it shows has been run to its end.</summary>
    protected abstract bool IsDone { get; }

    /// <summary>The page's path without a slash.</summary>
    protected abstract string Place { get; }

    /// <summary>Cancelled when the visitor has left.</summary>
    protected CancellationToken Gone => _gone.Token;

    private PageAddress Address => _address ??= new PageAddress(Navigation, Place, () => _ = InvokeAsync(ReopenAsync));

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Shows what a link asks for, without running it.</summary>
    protected abstract Task LoadAsync(string query, CancellationToken gone);

    /// <summary>Runs what the page shows.</summary>
    protected abstract Task RunAsync();

    /// <summary>The query string of the view; null while it has none.</summary>
    protected abstract string? Link();

    /// <summary>Leaves the state's runs.</summary>
    protected virtual void Dispose(bool disposing)
    {
        _address?.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }

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
            await RunAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            Address.IsLive = true;
            WriteAddress(push: false);
        }
        if (!IsDone || Link() is not { } query || query == _remembered || _gone.IsCancellationRequested)
            return;
        _remembered = query;
        await Shelf.RememberAsync(new RecentRun($"/{Place}{query}", InShort, Time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)));
    }

    /// <summary>Draws what changed.</summary>
    protected void Redraw()
    {
        if (!_gone.IsCancellationRequested)
            _ = InvokeAsync(StateHasChanged);
    }

    /// <summary>Puts the view into the address bar.</summary>
    /// <param name="push">Whether going back should return to the view before.</param>
    protected void WriteAddress(bool push)
    {
        if (Address.IsLive && Link() is { } query)
            Address.Write(query, push);
    }

    private async Task LoadAsync()
    {
        try
        {
            await LoadAsync(Address.Query, _gone.Token);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The visitor left while the model was loading.
        }
    }

    /// <summary>Back and forward: shows and runs what the address says.</summary>
    private async Task ReopenAsync()
    {
        if (_gone.IsCancellationRequested)
            return;
        Address.TakeCurrent();
        await LoadAsync();
        await RunAsync();
    }
}
