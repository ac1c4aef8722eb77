using System.Collections.Concurrent;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Classroom;

/// <summary>A room as one stream: what its teacher shows, and the runs of it, which all followers share.</summary>
internal sealed class RoomStream(IRooms rooms, IPatchscopeService service, ILogger<RoomStream> log)
{
    private readonly ConcurrentDictionary<(string Connection, string Code), object> _followed = new();

    /// <summary>Follows a room until it is closed or the reader leaves.</summary>
    /// <param name="connection">Who follows: a connection counts once in a room.</param>
    /// <param name="code">The room's code as it was typed.</param>
    /// <param name="cancellationToken">Leaves.</param>
    /// <exception cref="RequestRefusedException">There is no such room, it is followed already, or too many codes were tried from this address.</exception>
    public async Task<IAsyncEnumerable<RoomLine>> FollowAsync(string connection, string code, CancellationToken cancellationToken)
    {
        RoomCode.TryRead(code, out var read);
        var seat = KeyValuePair.Create((connection, read), new object());
        if (!_followed.TryAdd(seat.Key, seat.Value))
            throw new RequestRefusedException(RefusalReason.Invalid, "code", "This connection follows the room already: read that stream, or leave it first.");
        // At once, also where what it has shown takes a moment to stop: who has left may come back.
        var leaving = cancellationToken.Register(() => _followed.TryRemove(seat));
        try
        {
            var follower = new RoomFollower(await rooms.FollowAsync(code, cancellationToken), service, log);
            _ = WriteAsync(follower);
            return follower.ReadAsync(cancellationToken);
        }
        catch
        {
            await LeaveAsync();
            throw;
        }

        async Task WriteAsync(RoomFollower follower)
        {
            await follower.WriteAsync(cancellationToken);
            await LeaveAsync();
        }

        async Task LeaveAsync()
        {
            await leaving.DisposeAsync();
            _followed.TryRemove(seat);
        }
    }
}
