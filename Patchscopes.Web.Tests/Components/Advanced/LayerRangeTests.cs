using CsCheck;
using Patchscopes.Model.Architecture;
using Patchscopes.Web.State;
using Xunit;

namespace Patchscopes.Web.Tests.Components.Advanced;

public sealed class LayerRangeTests
{
    [Fact]
    public void Layers_OfAnyRange_HoldItsFirstAndLast_AndAreReadBackAsTheSameLayers()
    {
        var ranges = from blocks in Gen.Int[1, 40]
                     from to in Gen.Int[-3, 50]
                     from start in Gen.Int[-3, 50]
                     from step in Gen.Int[-1, 12]
                     from embedding in Gen.Bool
                     select (Range: new LayerRange(start, to, step, embedding).Within(blocks), Blocks: blocks);
        ranges.Sample(one =>
        {
            var layers = one.Range.Layers;
            Assert.Equal(one.Range.To, layers[^1].Index);
            Assert.Equal(one.Range.From, layers.First(layer => !layer.IsEmbedding).Index);
            Assert.All(layers, layer => Assert.True(layer.IsIn(one.Blocks)));
            Assert.Equal(layers.Order().Distinct(), layers);
            Assert.Equal(layers, LayerRange.Of(layers, one.Blocks)!.Value.Layers);
        });
    }

    [Theory]
    [InlineData(0, 1, 2_000_000_000)]
    [InlineData(0, 1, int.MaxValue)]
    [InlineData(0, 6, 12)]
    public void Of_LayersThatTheModelLacks_IsNone_WhateverTheirNumbers(params int[] layers) =>
        Assert.Null(LayerRange.Of([.. layers.Select(layer => new Layer(layer))], 12));

    [Fact]
    public void AllBlocks_AreAskedForByNotNamingThem()
    {
        Assert.Null(LayerRange.All(12).Request(12));
        Assert.Equal([new(0), new(4), new(8), new(11)], new LayerRange(0, 11, 4, false).Request(12)!);
        Assert.Equal(LayerRange.All(12), LayerRange.Of(null, 12));
        Assert.Null(LayerRange.Of([new(0), new(1), new(5)], 12));
        Assert.Null(LayerRange.Of([Layer.Embedding], 12));
    }
}
