namespace Patchscopes.Web.State;

/// <summary>What each page of a circuit showed when the visitor left it, so that coming back by the app bar loses nothing.</summary>
public sealed class LastViews
{
    private readonly Dictionary<string, string> _views = new(StringComparer.Ordinal);

    /// <summary>Keeps the view of a page that is left.</summary>
    /// <param name="place">The page's path without a slash.</param>
    /// <param name="view">The view's query string.</param>
    public void Keep(string place, string view) => _views[place] = view;

    /// <summary>The view of a page that is opened at a bare address; null where it has not been seen.</summary>
    public string? Of(string place) => _views.GetValueOrDefault(place);
}
