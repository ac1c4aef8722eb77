using System.Collections.Concurrent;

namespace Patchscopes.Web.Services;

/// <summary>What maps took so far, per model, in rows: one row is one token of one cell.</summary>
internal sealed class RunTimes
{
    // An older map counts half as much as the one after it: a machine's load changes.
    private const double Fading = 0.5;

    private readonly ConcurrentDictionary<string, (double Seconds, double Rows)> _seen = new(StringComparer.Ordinal);

    public void Add(string model, double rows, double seconds) => _seen.AddOrUpdate(
        model, (seconds, rows), (_, old) => (old.Seconds * Fading + seconds, old.Rows * Fading + rows));

    public TimeSpan? Estimate(string model, double rows) =>
        _seen.TryGetValue(model, out var seen) ? TimeSpan.FromSeconds(seen.Seconds / seen.Rows * rows) : null;
}
