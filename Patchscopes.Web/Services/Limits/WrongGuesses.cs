namespace Patchscopes.Web.Services.Limits;

/// <summary>How often each address may guess wrong: a guess is taken before it is looked at, and given back where it was right.</summary>
/// <param name="perSecond">Guesses that come back in a second.</param>
/// <param name="atOnce">Guesses that each address has at first, and at most.</param>
/// <param name="what">What is guessed, in words: "wrong keys".</param>
/// <param name="visitor">Whose guess it is; one without an address is not limited.</param>
/// <param name="time">The clock.</param>
internal sealed class WrongGuesses(double perSecond, double atOnce, string what, CurrentVisitor visitor, TimeProvider time)
{
    private readonly Budgets _budgets = new(perSecond, atOnce, time);

    /// <summary>Takes a guess.</summary>
    /// <exception cref="RequestRefusedException">The address has none left.</exception>
    public void Take()
    {
        if (TryTake() is { } refusal)
            throw refusal;
    }

    /// <summary>Takes a guess; where the address has none left, gives the refusal that says so.</summary>
    public RequestRefusedException? TryTake() => visitor.Address is { } address && _budgets.Take(address, 1) is var wait && wait > TimeSpan.Zero
        ? new RequestRefusedException(RefusalReason.OverLimit, null, $"Too many {what} came from your address: try again in {Words.Seconds(wait)}.") { RetryAfter = wait }
        : null;

    /// <summary>It was right.</summary>
    public void Return()
    {
        if (visitor.Address is { } address)
            _budgets.Return(address, 1);
    }
}
