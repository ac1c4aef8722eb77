namespace Patchscopes.Web.Classroom;

/// <summary>What a teacher shows: a page and its view.</summary>
/// <param name="Place">The page's path without a slash: "" is the explorer, "stages" the stages.</param>
/// <param name="View">The page's query string.</param>
/// <param name="Model">The model of the view.</param>
/// <param name="About">What it is of, in short.</param>
public sealed record RoomView(string Place, string View, string Model, string About);

/// <summary>Something that a follower tried by themselves.</summary>
/// <param name="Place">The page's path without a slash.</param>
/// <param name="View">The page's query string.</param>
/// <param name="About">What it is of, in short.</param>
/// <param name="Count">How often it was tried.</param>
public sealed record TriedView(string Place, string View, string About, int Count);

/// <summary>A room as its members see it.</summary>
/// <param name="Code">The code that students type, without a hyphen.</param>
/// <param name="Version">Counts what the teacher showed and set.</param>
/// <param name="Shown">What the teacher shows.</param>
/// <param name="PinsModel">Whether followers keep the teacher's model in their own copies.</param>
/// <param name="LocksKnobs">Whether followers can only change prompts and tokens there.</param>
/// <param name="Expires">From when on the room is gone, unless it is used.</param>
public sealed record RoomState(string Code, long Version, RoomView Shown, bool PinsModel, bool LocksKnobs, DateTimeOffset Expires)
{
    /// <summary>How many follow the teacher now.</summary>
    public int Following { get; init; }

    /// <summary>How many are on copies of their own now.</summary>
    public int Branched { get; init; }

    /// <summary>What followers tried, the latest first.</summary>
    public IReadOnlyList<TriedView> Tried { get; init; } = [];

    /// <summary>Whether the teacher has closed it.</summary>
    public bool IsClosed { get; init; }
}

/// <summary>What a teacher gets with a new room.</summary>
/// <param name="Code">The code that students type.</param>
/// <param name="OwnerKey">Leads the room; it is told once, and only its hash is stored.</param>
/// <param name="Teacher">The teacher's place in it.</param>
public sealed record OpenedRoom(string Code, string OwnerKey, RoomMembership Teacher);
