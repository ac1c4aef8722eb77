using Patchscopes.Web.Services;

namespace Patchscopes.Web.Classroom;

/// <summary>Rooms in which a class looks at what its teacher shows. Safe from any thread; every refusal is a <see cref="RequestRefusedException"/>.</summary>
public interface IRooms
{
    /// <summary>Opens a room, in which its teacher then is.</summary>
    /// <exception cref="RequestRefusedException">There are too many, or the store cannot be reached.</exception>
    Task<OpenedRoom> OpenAsync(RoomView shown, CancellationToken cancellationToken);

    /// <summary>Enters a room as a follower; leaving the membership leaves the room.</summary>
    /// <param name="code">The code as it was typed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RequestRefusedException">There is no such room, or too many codes were tried from this address.</exception>
    Task<RoomMembership> FollowAsync(string code, CancellationToken cancellationToken);

    /// <summary>Enters a room as its teacher.</summary>
    /// <exception cref="RequestRefusedException">There is no such room, or the key is not its teacher's.</exception>
    Task<RoomMembership> LeadAsync(string code, string ownerKey, CancellationToken cancellationToken);
}
