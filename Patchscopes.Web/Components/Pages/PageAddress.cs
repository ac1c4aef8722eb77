using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Patchscopes.Web.Components.Pages;

/// <summary>The address bar of a page whose view is its query string: writes views, and hears of back and forward.</summary>
/// <param name="navigation">The address bar.</param>
/// <param name="place">The page's path without a slash; other pages' addresses are theirs.</param>
/// <param name="reopen">Called when the visitor came to another address of the page.</param>
internal sealed class PageAddress(NavigationManager navigation, string place, Action reopen) : IDisposable
{
    private readonly List<string> _writes = [];
    private string? _address;
    private bool _isLeft;

    /// <summary>Whether addresses may be written: before the router is live in the browser, Blazor would fetch the whole page again for one.</summary>
    public bool IsLive { get; set; }

    /// <summary>The query string that the visitor came with or went to.</summary>
    public string Query => new Uri(navigation.Uri).Query;

    /// <summary>From now on back and forward are heard.</summary>
    public void Follow() => navigation.LocationChanged += Hear;

    /// <summary>The page shows what the address says.</summary>
    public void TakeCurrent() => _address = navigation.Uri;

    /// <summary>Puts a view into the address bar.</summary>
    /// <param name="query">The view, with its question mark.</param>
    /// <param name="push">Whether going back should return to the view before.</param>
    public void Write(string query, bool push)
    {
        // Not compared to the navigation's address: the browser confirms that of a write only when the next may have come.
        if (!IsLive || _isLeft || query == new Uri(_address ?? navigation.Uri).Query)
            return;
        _address = navigation.ToAbsoluteUri(place + query).AbsoluteUri;
        _writes.Add(_address);
        navigation.NavigateTo(_address, new NavigationOptions { ReplaceHistoryEntry = !push });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isLeft = true;
        navigation.LocationChanged -= Hear;
    }

    private void Hear(object? sender, LocationChangedEventArgs change)
    {
        if (_writes.IndexOf(change.Location) is >= 0 and var written)
            _writes.RemoveRange(0, written + 1);
        else if (navigation.ToBaseRelativePath(change.Location).Split('?')[0] == place)
            reopen();
    }
}
