using CsCheck;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Patching;

public sealed class SweepGroupsTests
{
    [Fact]
    public void Of_AnyColumns_HoldsEachOnceFromTheTopInAtLeastTwoGroups()
    {
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 60], Gen.Int[1, 40]).SelectMany((blocks, rows, tokens) =>
            Gen.Shuffle(TinyModel.WithEmbedding(blocks).ToArray()).SelectMany(all =>
                Gen.Int[1, blocks + 1].Select(count => (Columns: all[..count], rows, tokens)))).Sample(given =>
        {
            var groups = SweepGroups.Of(given.Columns, given.rows, given.tokens);
            Assert.Equal(given.Columns.OrderDescending(), groups.SelectMany(group => group.Reverse()));
            Assert.True(groups.Count >= 2 || given.Columns.Length == 1);
        }, threads: 1);
    }

    [Fact]
    public void Of_ManyColumns_FillsAtLeastTheSmallestBatch()
    {
        var groups = SweepGroups.Of(Layer.Blocks(48), rowsPerColumn: 48, tokensPerRow: 1);
        Assert.All(groups.SkipLast(1), group => Assert.True(group.Count * 48 >= SweepGroups.SmallestBatch));
    }

    [Fact]
    public void Of_LongRows_TakesOneColumnAtATime() =>
        Assert.All(SweepGroups.Of(Layer.Blocks(12), rowsPerColumn: 12, tokensPerRow: 500), group => Assert.Single(group));
}
