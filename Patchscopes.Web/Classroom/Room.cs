namespace Patchscopes.Web.Classroom;

/// <summary>An open room and who is in it. Safe from any thread.</summary>
internal sealed class Room(RoomState state, byte[] ownerKeyHash)
{
    private readonly Lock _gate = new();
    private readonly List<RoomMembership> _members = [];
    private RoomState _state = state;

    /// <summary>SHA-256 of the teacher's key.</summary>
    public byte[] OwnerKeyHash { get; } = ownerKeyHash;

    /// <summary>Holds one writer to the store at a time, so that an older state never overwrites a newer one.</summary>
    public SemaphoreSlim Writing { get; } = new(1);

    /// <summary>How it stands.</summary>
    public RoomState State
    {
        get
        {
            lock (_gate)
                return _state;
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
            _state = after with
            {
                Following = _members.Count(member => member is { IsTeacher: false, IsBranched: false }),
                Branched = _members.Count(member => member is { IsTeacher: false, IsBranched: true }),
            };
            // Within the gate: whoever is told must not hear of an older state after a newer one.
            foreach (var member in _members)
                member.Tell(_state);
            return !ReferenceEquals(before, after);
        }
    }
}
