using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;

namespace Patchscopes.Model.Stages;

/// <summary>What becomes of an answer without the feed-forward writes of some blocks at one position.</summary>
/// <param name="Blocks">The blocks.</param>
/// <param name="Said">What the model says then.</param>
/// <param name="IsChanged">Whether it is something else than before.</param>
/// <param name="SaysArgument">Whether it is the argument.</param>
public sealed record RemovalOutcome(BlockRange Blocks, int Said, bool IsChanged, bool SaysArgument);

/// <summary>The proof of function application (Merullo et al. §4): without what the block writes, the argument stands again.</summary>
public static class FeedForwardRemoval
{
    /// <summary>The interventions that remove the feed-forward writes of some blocks.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="position">The position, or null for every one.</param>
    public static IReadOnlyList<Intervention> Of(BlockRange blocks, int? position) =>
        [.. Enumerable.Range(blocks.First, blocks.Size).Select(block => new StateIntervention
        {
            Layer = new Layer(block),
            Site = PatchSite.FeedForwardWrite,
            Positions = position is { } at ? [at] : null,
            Edit = new StateEdit.Scale(0),
        })];

    /// <summary>Ranges of blocks around one, the smallest first; among those of a size the lowest first.</summary>
    public static IEnumerable<BlockRange> Around(int block, int widest, int blocks) =>
        from size in Enumerable.Range(1, widest)
        from first in Enumerable.Range(block - size + 1, size)
        where first >= 0 && first + size <= blocks
        select new BlockRange(first, first + size - 1);
}
