using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Patching;

/// <summary>
/// Splits the columns of a map into groups that are computed as one batch each: from the top layers down, because their
/// rows have the fewest blocks before them and so give the first cells soonest.
/// </summary>
internal static class SweepGroups
{
    /// <summary>Below about this many rows a matrix product wastes the machine.</summary>
    public const int SmallestBatch = 96;

    /// <summary>Most numbers of one intermediate tensor, 8 MB in float32: few enough that a cancelled run stops within 200 ms on two cores.</summary>
    public const long MostNumbers = 1L << 21;

    /// <summary>Columns of each group, ascending; at least two groups where there are two columns.</summary>
    public static IReadOnlyList<IReadOnlyList<Layer>> Of(IReadOnlyList<Layer> columns, int rowsPerColumn, int tokensPerRow)
    {
        var perGroup = Math.Max(1, (int)Math.Ceiling(SmallestBatch / (double)(rowsPerColumn * tokensPerRow)));
        if (columns.Count > 1)
            perGroup = Math.Min(perGroup, columns.Count - 1);
        return [.. columns.OrderDescending().Chunk(perGroup).Select(group => group.Reverse().ToList())];
    }

    /// <summary>How many rows of <paramref name="tokens"/> tokens after a prefix go through a block in one batch, at least 1.</summary>
    public static int RowsAtOnce(DecoderConfig model, int tokens, int prefix, long mostNumbers)
    {
        var widest = Math.Max((long)tokens * model.FeedForwardWidth, (long)model.Heads * tokens * (prefix + tokens));
        return (int)Math.Clamp(mostNumbers / widest, 1, int.MaxValue);
    }
}
