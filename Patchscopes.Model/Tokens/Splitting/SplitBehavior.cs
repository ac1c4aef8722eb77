namespace Patchscopes.Model.Tokens.Splitting;

/// <summary>A stretch of a text that a pattern matches, or one between two matches.</summary>
internal readonly record struct PatternStretch(int Start, int End, bool Matches);

/// <summary>What becomes of the matches of a split: Hugging Face's names.</summary>
internal enum SplitBehavior
{
    /// <summary>Each match is a part.</summary>
    Isolated,

    /// <summary>Matches are left out.</summary>
    Removed,

    /// <summary>Neighbouring matches are one part.</summary>
    Contiguous,

    /// <summary>A match ends the part before it.</summary>
    MergedWithPrevious,

    /// <summary>A match begins the part after it.</summary>
    MergedWithNext,
}

/// <summary>Makes parts of stretches.</summary>
internal static class SplitBehaviors
{
    /// <summary>The ranges of the parts, in order; some may be empty.</summary>
    public static IEnumerable<Range> Join(this SplitBehavior behavior, IEnumerable<PatternStretch> stretches) => behavior switch
    {
        SplitBehavior.Isolated => stretches.Select(stretch => stretch.Start..stretch.End),
        SplitBehavior.Removed => stretches.Where(stretch => !stretch.Matches).Select(stretch => stretch.Start..stretch.End),
        SplitBehavior.Contiguous => Joined(stretches, (before, now) => before.Matches == now.Matches),
        SplitBehavior.MergedWithPrevious => Joined(stretches, (before, now) => now.Matches && !before.Matches),
        SplitBehavior.MergedWithNext => Joined(stretches, (before, now) => before.Matches && !now.Matches),
        _ => throw new ArgumentOutOfRangeException(nameof(behavior)),
    };

    private static IEnumerable<Range> Joined(IEnumerable<PatternStretch> stretches, Func<PatternStretch, PatternStretch, bool> belong)
    {
        PatternStretch? last = null;
        var start = 0;
        foreach (var stretch in stretches)
        {
            if (last is { } before && !belong(before, stretch))
            {
                yield return start..before.End;
                start = stretch.Start;
            }
            last = stretch;
        }
        if (last is { } end)
            yield return start..end.End;
    }
}
