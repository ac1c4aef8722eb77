using System.Text.Json.Serialization;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Classroom;

/// <summary>A line of what a follower of a room hears over SignalR.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RoomShows), "shows")]
[JsonDerivedType(typeof(RoomRun), "run")]
[JsonDerivedType(typeof(RoomRefused), "refused")]
[JsonDerivedType(typeof(RoomClosed), "closed")]
public abstract record RoomLine;

/// <summary>The teacher shows something else; the lines of its run follow where it is another map.</summary>
/// <param name="Version">Counts what the teacher showed and set.</param>
/// <param name="Shown">The page and its view.</param>
/// <param name="Request">The map; null where another page is shown.</param>
/// <param name="Run">The version whose <see cref="RoomRun"/> lines are this map's: an earlier one where only how it is looked at has changed; null without a map.</param>
public sealed record RoomShows(long Version, RoomView Shown, SweepRequest? Request, long? Run) : RoomLine;

/// <summary>A line of the run that is shown.</summary>
/// <param name="Version">That of the first <see cref="RoomShows"/> of the map.</param>
/// <param name="Line">As POST /api/v1/sweeps streams it.</param>
public sealed record RoomRun(long Version, SweepEvent Line) : RoomLine;

/// <summary>The run that is shown was refused.</summary>
/// <param name="Version">That of the first <see cref="RoomShows"/> of the map.</param>
/// <param name="Message">Why.</param>
public sealed record RoomRefused(long Version, string Message) : RoomLine;

/// <summary>The teacher has closed the room.</summary>
public sealed record RoomClosed : RoomLine;
