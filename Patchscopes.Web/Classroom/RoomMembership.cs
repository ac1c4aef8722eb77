using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Classroom;

/// <summary>One member's place in a room. What changes there is read from <see cref="ChangesAsync"/>; disposing it leaves.</summary>
public sealed class RoomMembership : IDisposable
{
    private readonly Room _room;
    private readonly Rooms _rooms;

    // Only the newest state matters to whoever was slow.
    private readonly Channel<RoomState> _changes = Channel.CreateBounded<RoomState>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    internal RoomMembership(Rooms rooms, Room room, bool isTeacher)
    {
        (_rooms, _room, IsTeacher) = (rooms, room, isTeacher);
        room.Enter(this);
    }

    /// <summary>Whether this member leads the room.</summary>
    public bool IsTeacher { get; }

    /// <summary>Whether this member is on a copy of their own.</summary>
    public bool IsBranched { get; private set; }

    /// <summary>Whether this member's connection is lost for the moment.</summary>
    public bool IsAway { get; private set; }

    /// <summary>The room now.</summary>
    public RoomState State => _room.State;

    /// <summary>The room now, and again after each change; ends when it is closed or this member leaves.</summary>
    public async IAsyncEnumerable<RoomState> ChangesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var state in _changes.Reader.ReadAllAsync(cancellationToken))
            yield return state;
    }

    /// <summary>Shows something to the class.</summary>
    /// <exception cref="RequestRefusedException">The class sees it, but it could not be stored.</exception>
    public Task ShowAsync(RoomView view) => LeadAsync(state => state.Shown == view ? state : state with { Shown = view, Version = state.Version + 1 });

    /// <summary>Sets what followers can change in their own copies.</summary>
    /// <exception cref="RequestRefusedException">It holds, but it could not be stored.</exception>
    public Task LockAsync(bool pinsModel, bool locksKnobs) => LeadAsync(state => state with { PinsModel = pinsModel, LocksKnobs = locksKnobs, Version = state.Version + 1 });

    /// <summary>Ends the room for everybody.</summary>
    /// <exception cref="RequestRefusedException">The store could not be reached: the room goes on.</exception>
    public Task CloseAsync()
    {
        RequireTeacher();
        return _rooms.CloseAsync(_room);
    }

    /// <summary>Goes to a copy of one's own, or back to the class.</summary>
    public void Branch(bool isBranched)
    {
        if (IsBranched == isBranched)
            return;
        IsBranched = isBranched;
        _room.Recount();
    }

    /// <summary>Loses the connection, or has it again: who is away is not counted.</summary>
    public void SetAway(bool isAway)
    {
        if (IsAway == isAway)
            return;
        IsAway = isAway;
        _room.Recount();
    }

    /// <summary>Tells the teacher what was tried in a copy of one's own.</summary>
    public Task TryAsync(RoomView view) => _rooms.SetAsync(_room, state => Rooms.WithTried(state, view));

    /// <summary>Leaves the room.</summary>
    public void Dispose()
    {
        _rooms.Leave(_room, this);
        _changes.Writer.TryComplete();
    }

    internal void Tell(RoomState state)
    {
        _changes.Writer.TryWrite(state);
        if (state.IsClosed)
            _changes.Writer.TryComplete();
    }

    private Task LeadAsync(Func<RoomState, RoomState> change)
    {
        RequireTeacher();
        return _rooms.SetAsync(_room, change);
    }

    private void RequireTeacher()
    {
        if (!IsTeacher)
            throw new InvalidOperationException("Only its teacher leads a room.");
    }
}
