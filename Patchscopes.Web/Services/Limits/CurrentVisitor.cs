namespace Patchscopes.Web.Services.Limits;

/// <summary>
/// The address on whose behalf the code runs, from the connection's first request to whatever that awaits or starts: API
/// calls, the hub's streams, a page's circuit alike. So a service that is one for all visitors still knows whose run it queues.
/// </summary>
internal sealed class CurrentVisitor
{
    private readonly AsyncLocal<VisitorAddress?> _ambient = new();

    /// <summary>The address; null for what the server does by itself, which no limit counts.</summary>
    public VisitorAddress? Address
    {
        get => _ambient.Value;
        set => _ambient.Value = value;
    }
}
