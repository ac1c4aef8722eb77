using Patchscopes.Web.Classroom;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Tests.Components;

/// <summary>A server without any room.</summary>
internal sealed class TestRooms : IRooms
{
    public Task<OpenedRoom> OpenAsync(RoomView shown, CancellationToken cancellationToken) => throw None();

    public Task<RoomMembership> FollowAsync(string code, CancellationToken cancellationToken) => throw None();

    public Task<RoomMembership> LeadAsync(string code, string ownerKey, CancellationToken cancellationToken) => throw None();

    private static RequestRefusedException None() => new(RefusalReason.NotKept, "code", "code is of no open room.");
}
