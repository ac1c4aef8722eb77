using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Limits;

namespace Patchscopes.Web.Classroom;

/// <summary>
/// How often each address may try codes. A try is taken before a code is looked up, and given back where a room has it, so
/// that a class costs nothing. An address that has guessed wrong too often still has some tries left, for those at it who
/// know a code; whoever guesses there uses them up.
/// </summary>
internal sealed class RoomTries(CurrentVisitor visitor, TimeProvider time)
{
    // Codes are short, and there are always some rooms open.
    private const double WrongPerSecond = 1 / 3.0;
    private const double WrongAtOnce = 20;
    private const double LatePerSecond = 1;
    private const double LateAtOnce = 40;

    private const string What = "codes that are of no room";

    private readonly WrongGuesses _wrong = new(WrongPerSecond, WrongAtOnce, What, visitor, time);
    private readonly WrongGuesses _late = new(LatePerSecond, LateAtOnce, What, visitor, time);

    /// <summary>Takes a try.</summary>
    /// <exception cref="RequestRefusedException">The address has none left.</exception>
    public RoomTry Take()
    {
        if (_wrong.TryTake() is not { } spent)
            return new RoomTry(_wrong, null);
        _late.Take();
        return new RoomTry(_late, spent);
    }

    /// <summary>Counts a wrong guess of somebody who waited for what another one had looked up.</summary>
    public void Charge() => _ = _wrong.TryTake();
}

/// <summary>One try of a code.</summary>
/// <param name="From">What it was taken from.</param>
/// <param name="Refusal">What a wrong guess gets; null: that there is no such room.</param>
internal sealed record RoomTry(WrongGuesses From, RequestRefusedException? Refusal)
{
    /// <summary>A room has the code.</summary>
    public void Return() => From.Return();
}
