namespace Patchscopes.Web.Services.Limits;

/// <summary>A budget for each address. One that is full again is forgotten, so that addresses that came once take no memory.</summary>
/// <param name="perSecond">What comes back to each in a second.</param>
/// <param name="most">What each has at first, and at most.</param>
/// <param name="time">The clock.</param>
internal sealed class Budgets(double perSecond, double most, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<VisitorAddress, Budget> _used = [];
    private readonly TimeSpan _timeToFill = TimeSpan.FromSeconds(Math.Min(most / perSecond, TimeSpan.FromHours(1).TotalSeconds));
    private long _looked = time.GetTimestamp();

    /// <summary>How many are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _used.Count;
        }
    }

    /// <inheritdoc cref="Budget.Take"/>
    public TimeSpan Take(VisitorAddress address, double amount)
    {
        lock (_gate)
        {
            ForgetFull();
            if (!_used.TryGetValue(address, out var budget))
                _used[address] = budget = new Budget(perSecond, most, time);
            return budget.Take(amount);
        }
    }

    /// <inheritdoc cref="Budget.Return"/>
    public void Return(VisitorAddress address, double amount)
    {
        lock (_gate)
            _used.GetValueOrDefault(address)?.Return(amount);
    }

    private void ForgetFull()
    {
        if (time.GetElapsedTime(_looked) < _timeToFill)
            return;
        _looked = time.GetTimestamp();
        foreach (var (address, budget) in _used)
        {
            if (budget.IsFull)
                _used.Remove(address);
        }
    }
}
