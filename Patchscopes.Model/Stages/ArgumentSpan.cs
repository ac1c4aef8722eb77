namespace Patchscopes.Model.Stages;

/// <summary>A run of blocks on which the argument is on top, short gaps allowed.</summary>
internal sealed record ArgumentSpan(BlockRange Blocks, int OnTop)
{
    public bool IsHard(StageThresholds limits) => OnTop >= limits.HardSpanLayers;

    /// <summary>The last run at or before block <paramref name="last"/>; null without one.</summary>
    public static ArgumentSpan? Find(IReadOnlyList<int> top, int last, IReadOnlySet<int> argument, StageThresholds limits)
    {
        var end = last;
        while (end >= 0 && !argument.Contains(top[end]))
            end--;
        if (end < 0)
            return null;
        var (first, onTop) = (end, 0);
        for (var block = end; block >= 0 && first - block <= limits.SpanGap + 1; block--)
        {
            if (argument.Contains(top[block]))
                (first, onTop) = (block, onTop + 1);
        }
        return new ArgumentSpan(new BlockRange(first, end), onTop);
    }
}
