namespace Patchscopes.Web.Services.Limits;

/// <summary>An amount that may be used at once and that comes back as time passes (a token bucket). Not safe for several threads.</summary>
/// <param name="perSecond">What comes back in a second.</param>
/// <param name="most">What there is at first, and at most.</param>
/// <param name="time">The clock.</param>
internal sealed class Budget(double perSecond, double most, TimeProvider time)
{
    private double _used;
    private long _at = time.GetTimestamp();

    /// <summary>Whether nothing of it is used, so that a new one would be the same.</summary>
    public bool IsFull
    {
        get
        {
            Refill();
            return _used <= 0;
        }
    }

    /// <summary>
    /// Takes an amount. One that is larger than the whole budget is given when nothing else is used, and is then owed:
    /// otherwise it could never be had.
    /// </summary>
    /// <returns>Zero where it was given; else nothing was taken, and it is to be had after so long.</returns>
    public TimeSpan Take(double amount)
    {
        Refill();
        var needed = Math.Min(amount, most);
        if (_used + needed > most)
            return TimeSpan.FromSeconds(Math.Max((_used + needed - most) / perSecond, TimeSpan.FromMilliseconds(1).TotalSeconds));
        _used += amount;
        return TimeSpan.Zero;
    }

    /// <summary>Gives back what was taken and not used.</summary>
    public void Return(double amount)
    {
        Refill();
        _used = Math.Max(0, _used - amount);
    }

    private void Refill()
    {
        var now = time.GetTimestamp();
        _used = Math.Max(0, _used - (time.GetElapsedTime(_at, now).TotalSeconds * perSecond));
        _at = now;
    }
}
