namespace Patchscopes.Web.Tests.Model.Tokens;

/// <summary>Byte-pair encoding as it is defined: again and again the best pair, of equals the leftmost. Slow, and nothing of the engine's.</summary>
internal static class PlainMerges
{
    /// <param name="symbols">The characters.</param>
    /// <param name="rank">The rank of a pair, smaller is better; null where it does not merge.</param>
    public static List<string> Merge(IEnumerable<string> symbols, Func<string, string, double?> rank)
    {
        var all = symbols.ToList();
        while (true)
        {
            var (best, at) = (double.PositiveInfinity, -1);
            for (var i = 0; i + 1 < all.Count; i++)
            {
                if (rank(all[i], all[i + 1]) is { } found && found < best)
                    (best, at) = (found, i);
            }
            if (at < 0)
                return all;
            all[at] += all[at + 1];
            all.RemoveAt(at + 1);
        }
    }

    /// <summary>The ranks of merges by their place; the later of two counts.</summary>
    public static Func<string, string, double?> Ranks(IEnumerable<(string Left, string Right)> merges)
    {
        var ranks = new Dictionary<(string, string), double>();
        foreach (var (place, merge) in merges.Index())
            ranks[merge] = place;
        return (left, right) => ranks.TryGetValue((left, right), out var rank) ? rank : null;
    }

    public static IEnumerable<string> Characters(string text) => text.EnumerateRunes().Select(rune => rune.ToString());
}
