namespace Patchscopes.Model.Training;

/// <summary>
/// SplitMix64. The corpus of a step depends on seed, phase and step alone, so a resumed training reads on where it
/// stopped, and the same seed writes the same corpus on every machine.
/// </summary>
internal sealed class CorpusRandom(ulong seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _state = seed;

    /// <summary>The generator of one step.</summary>
    public static CorpusRandom ForStep(int seed, TrainingPhase phase, int step) =>
        new(Mix(Mix((ulong)seed * Golden + (ulong)phase) * Golden + (ulong)step));

    /// <summary>A number in [0, <paramref name="limit"/>).</summary>
    public int Next(int limit) => (int)(NextDouble() * limit);

    /// <summary>A number in [<paramref name="from"/>, <paramref name="to"/>], both included.</summary>
    public int Between(int from, int to) => from + Next(to - from + 1);

    /// <summary>A number in [0, 1).</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1L << 53));

    /// <summary>True with this probability.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>One item, all alike.</summary>
    public T Choose<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    /// <summary>One item, by weights that need not sum to 1.</summary>
    public T Choose<T>(IReadOnlyList<T> items, IReadOnlyList<double> weights)
    {
        var point = NextDouble() * weights.Sum();
        for (var i = 0; i < items.Count; i++)
        {
            point -= weights[i];
            if (point < 0)
                return items[i];
        }
        return items[^1];
    }

    /// <summary><paramref name="count"/> different items (all of them, shuffled, if there are fewer).</summary>
    public List<T> Sample<T>(IReadOnlyList<T> items, int count)
    {
        var places = new List<int>();
        while (places.Count < Math.Min(count, items.Count))
        {
            var place = Next(items.Count);
            if (!places.Contains(place))
                places.Add(place);
        }
        return [.. places.Select(place => items[place])];
    }

    private ulong NextBits() => Mix(_state += Golden);

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
