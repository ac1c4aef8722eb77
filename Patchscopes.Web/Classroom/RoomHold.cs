namespace Patchscopes.Web.Classroom;

/// <summary>What a page of somebody in a room may change.</summary>
/// <param name="IsFollowing">Whether it shows what the teacher shows, and nothing can be changed.</param>
/// <param name="Held">On a copy of their own, what the teacher shows, whose parts stay; null: everything is free.</param>
/// <param name="LocksKnobs">Whether all of <paramref name="Held"/> stays but prompts and tokens; else only its model.</param>
public sealed record RoomHold(bool IsFollowing, RoomView? Held, bool LocksKnobs)
{
    /// <summary>Outside a room, and for its teacher.</summary>
    public static RoomHold Nothing { get; } = new(false, null, false);
}
