using Patchscopes.Web.Services;

namespace Patchscopes.Web.Classroom;

/// <summary>The rooms in memory: while somebody is in them, or something of them is not stored. Safe from any thread.</summary>
internal sealed class RoomMemory(RoomRows rows, RoomTries tries, TimeProvider time)
{
    // Guards entering and leaving too: a room has one object in memory, or none, and is read from the store only while it has none.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Room> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task<bool>> _loading = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _open.Count;
        }
    }

    /// <summary>Takes in a new room with its first member.</summary>
    public RoomMembership Add(Room room, Func<Room, RoomMembership> enter)
    {
        lock (_gate)
        {
            _open[room.State.Code] = room;
            return enter(room);
        }
    }

    /// <summary>Enters a room, which is read from the store where it is not in memory: once, however many come.</summary>
    /// <param name="code">The code.</param>
    /// <param name="enter">Enters; null where that is not allowed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RequestRefusedException">There is no such room, or too many codes were tried from this address.</exception>
    public async Task<RoomMembership?> EnterAsync(string code, Func<Room, RoomMembership?> enter, CancellationToken cancellationToken)
    {
        RoomTry? attempt = null;
        var (isFirst, isWrong) = (true, false);
        try
        {
            while (true)
            {
                Task<bool>? loading;
                lock (_gate)
                {
                    // Who joins a class that waits for its room holds no try of their own.
                    if (!_loading.TryGetValue(code, out loading) && isFirst)
                        attempt = tries.Take();
                    isFirst = false;
                    if (_open.TryGetValue(code, out var room) && !ForgetOver(room))
                        return Enter(room, enter);
                    if (loading is null)
                        _loading[code] = loading = Task.Run(() => LoadAsync(code), CancellationToken.None);
                }
                isWrong = !await loading.WaitAsync(cancellationToken);
                if (isWrong)
                    throw attempt?.Refusal ?? NoRoom();
            }
        }
        finally
        {
            if (!isWrong)
                attempt?.Return();
            else if (attempt is null)
                tries.Charge();
        }
    }

    /// <summary>Takes a member out, and the room out of memory after the last one.</summary>
    public void Leave(Room room, RoomMembership member)
    {
        lock (_gate)
        {
            room.Leave(member);
            Evict(room);
        }
    }

    /// <summary>Does something with a room, which stays in memory meanwhile; nothing where it is there no more, and so whoever asks has left it.</summary>
    public async Task HoldAsync(Room room, Func<Task> act)
    {
        lock (_gate)
        {
            if (_open.GetValueOrDefault(room.State.Code) != room)
                return;
            room.Holds++;
        }
        try
        {
            await act();
        }
        finally
        {
            lock (_gate)
            {
                room.Holds--;
                Evict(room);
            }
        }
    }

    /// <summary>Takes a room out that is closed.</summary>
    public void Remove(Room room)
    {
        lock (_gate)
            Forget(room);
    }

    /// <summary>The rooms that are in use, or not yet stored; others are taken out.</summary>
    public IReadOnlyList<Room> StillNeeded()
    {
        lock (_gate)
        {
            foreach (var room in _open.Values.ToList())
            {
                if (!ForgetOver(room))
                    Evict(room);
            }
            return [.. _open.Values];
        }
    }

    /// <summary>The codes of rooms that are in use although the store would say that their time is over.</summary>
    public IReadOnlyList<string> InUse()
    {
        lock (_gate)
            return [.. _open.Values.Where(room => IsOver(room) && IsUsed(room)).Select(room => room.State.Code)];
    }

    /// <summary>The refusal of a code that no room has.</summary>
    public static RequestRefusedException NoRoom() =>
        new(RefusalReason.NotKept, "code", "code is of no open room. Check it letter by letter with your teacher; a room that nobody has used for long is gone.");

    private RoomMembership? Enter(Room room, Func<Room, RoomMembership?> enter)
    {
        var member = enter(room);
        if (member is null)
            Evict(room);
        return member;
    }

    /// <summary>Reads a room; false where there is none.</summary>
    private async Task<bool> LoadAsync(string code)
    {
        Room? room = null;
        try
        {
            room = await rows.FindAsync(code, time.GetUtcNow());
            return room is not null;
        }
        finally
        {
            lock (_gate)
            {
                _loading.Remove(code);
                if (room is not null)
                    _open[code] = room;
            }
        }
    }

    private void Evict(Room room)
    {
        if (!IsUsed(room) && room.IsStored)
            Forget(room);
    }

    /// <summary>Forgets a room that nobody has used for too long, stored or not.</summary>
    private bool ForgetOver(Room room)
    {
        if (IsUsed(room) || !IsOver(room))
            return false;
        Forget(room);
        return true;
    }

    private void Forget(Room room)
    {
        if (_open.GetValueOrDefault(room.State.Code) == room)
            _open.Remove(room.State.Code);
    }

    private static bool IsUsed(Room room) => room.Holds > 0 || !room.IsEmpty;

    private bool IsOver(Room room) => room.State.Expires <= time.GetUtcNow();
}
