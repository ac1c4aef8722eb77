using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Services.Limits;

namespace Patchscopes.Web.Hubs;

/// <summary>Counts each address's connections to a hub, and closes those beyond the limit with the reason.</summary>
internal sealed class HubConnectionLimit(IOptions<LimitsOptions> options, CurrentVisitor visitor) : IHubFilter
{
    private static readonly object Counted = new();

    private readonly Lock _gate = new();
    private readonly Dictionary<VisitorAddress, int> _held = [];
    private readonly int _most = options.Value.HubConnections;

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        if (_most > 0 && visitor.Address is { } address)
        {
            Enter(address);
            context.Context.Items[Counted] = address;
        }
        try
        {
            await next(context);
        }
        catch
        {
            // One that never came to be connected is never disconnected either.
            Leave(context);
            throw;
        }
    }

    public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        Leave(context);
        await next(context, exception);
    }

    private void Enter(VisitorAddress address)
    {
        lock (_gate)
        {
            var held = _held.GetValueOrDefault(address);
            if (held >= _most)
                throw new HubException($"Your address holds {held} {(held == 1 ? "connection" : "connections")} to this server already, which is the most that it may: close one first.");
            _held[address] = held + 1;
        }
    }

    private void Leave(HubLifetimeContext context)
    {
        if (!context.Context.Items.Remove(Counted, out var counted) || counted is not VisitorAddress address)
            return;
        lock (_gate)
        {
            if (--_held[address] == 0)
                _held.Remove(address);
        }
    }
}
