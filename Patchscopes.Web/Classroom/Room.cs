namespace Patchscopes.Web.Classroom;

/// <summary>An open room and who is in it. Safe from any thread.</summary>
/// <param name="state">How it stands in the store.</param>
/// <param name="ownerKeyHash">SHA-256 of the teacher's key.</param>
/// <param name="opened">When it was opened.</param>
internal sealed class Room(RoomState state, byte[] ownerKeyHash, DateTimeOffset opened)
{
    private readonly Lock _gate = new();
    private readonly List<RoomMembership> _members = [];
    private RoomState _state = state;
    private long _changes;
    private long _stored;

    /// <summary>SHA-256 of the teacher's key.</summary>
    public byte[] OwnerKeyHash { get; } = ownerKeyHash;

    /// <summary>When it was opened.</summary>
    public DateTimeOffset Opened { get; } = opened;

    /// <summary>What is written of it to the store.</summary>
    public RoomWrites Writes { get; } = new();

    /// <summary>How many change it at this moment; guarded by the <see cref="Rooms"/>, in whose memory it stays meanwhile.</summary>
    public int Holds { get; set; }

    /// <summary>How it stands.</summary>
    public RoomState State
    {
        get
        {
            lock (_gate)
                return _state;
        }
    }

    /// <summary>How it stands, and after how many changes.</summary>
    public (RoomState State, long Changes) Snapshot
    {
        get
        {
            lock (_gate)
                return (_state, _changes);
        }
    }

    /// <summary>Whether nobody is in it.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _members.Count == 0;
        }
    }

    /// <summary>Whether the store has it as it stands.</summary>
    public bool IsStored
    {
        get
        {
            lock (_gate)
                return _stored == _changes;
        }
    }

    public void Enter(RoomMembership member)
    {
        lock (_gate)
            _members.Add(member);
        Recount();
    }

    public void Leave(RoomMembership member)
    {
        lock (_gate)
            _members.Remove(member);
        Recount();
    }

    /// <summary>Counts followers anew, and tells everybody.</summary>
    public void Recount() => Set(now => now);

    /// <summary>Changes how it stands, and tells everybody; false where nothing changed.</summary>
    public bool Set(Func<RoomState, RoomState> change)
    {
        lock (_gate)
        {
            var before = _state;
            var after = change(before);
            var isChanged = !ReferenceEquals(before, after);
            _state = after with
            {
                Following = _members.Count(member => member is { IsTeacher: false, IsAway: false, IsBranched: false }),
                Branched = _members.Count(member => member is { IsTeacher: false, IsAway: false, IsBranched: true }),
            };
            _changes += isChanged ? 1 : 0;
            // Within the gate: whoever is told must not hear of an older state after a newer one.
            foreach (var member in _members)
                member.Tell(_state);
            return isChanged;
        }
    }

    /// <summary>The store has it as it stood after some number of changes.</summary>
    public void HasStored(long changes)
    {
        lock (_gate)
            _stored = Math.Max(_stored, changes);
    }
}
