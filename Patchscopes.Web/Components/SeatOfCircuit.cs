using Microsoft.AspNetCore.Components.Server.Circuits;
using Patchscopes.Web.Classroom;

namespace Patchscopes.Web.Components;

/// <summary>While a visitor's connection is lost their page waits for them, but their class does not count them.</summary>
internal sealed class SeatOfCircuit(RoomSeat seat) : CircuitHandler
{
    /// <inheritdoc/>
    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        seat.SetAway(true);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        seat.SetAway(false);
        return Task.CompletedTask;
    }
}
