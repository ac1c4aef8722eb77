using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Patching.Mappings;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Running;

public sealed class TextRunsTests
{
    [Theory]
    [InlineData(PatchSite.Residual)]
    [InlineData(PatchSite.AttentionWrite)]
    [InlineData(PatchSite.Mid)]
    [InlineData(PatchSite.FeedForwardWrite)]
    public void ReadTexts_OfTextsOfAnyLength_AreThoseOfTheirOwnRuns(PatchSite site)
    {
        using var model = TinyModel.Load();
        TextPositions[] texts = [new([7, 3, 41], [1, 2]), new([5, 9], []), new([12, 3, 28], [2]), new([9, 4, 1, 2, 3], [1, 4]), new([1, 2, 3], [1])];
        Layer[] layers = site is PatchSite.Residual ? [Layer.Embedding, new(0), new(4)] : [new(0), new(4)];

        var states = model.ReadTexts(texts, site, layers, Token);

        Assert.Equal([0, 0, 2, 3, 3, 4], states.Texts);
        foreach (var layer in layers)
        {
            var expected = texts.SelectMany(text =>
            {
                var run = model.Run(text.Tokens, [], Token);
                var table = site switch { PatchSite.Residual => run.Residual, PatchSite.AttentionWrite => run.AttentionWrite, PatchSite.Mid => run.Mid, _ => run.FeedForwardWrite };
                return text.Positions.SelectMany(position => table.At(site is PatchSite.Residual ? layer.Index + 1 : layer.Index, position).ToArray());
            }).ToArray();
            Numbers.AssertClose(expected, states.Of(layer).ToArray());
            Assert.Equal(Enumerable.Range(0, 24).Select(at => expected.Chunk(24).Average(vector => vector[at])), states.Mean(layer), (a, b) => Math.Abs(a - b) < 1e-5);
        }
    }

    [Fact]
    public void ReadTexts_ThatDoNotFit_AreRefused()
    {
        using var model = TinyModel.Load();
        Assert.Throws<ArgumentException>(() => model.ReadTexts([new(new int[33], [1])], PatchSite.Residual, [new(0)], Token));
        Assert.Throws<ArgumentException>(() => model.ReadTexts([new([1, 2], [1])], PatchSite.Mid, [Layer.Embedding], Token));
        Assert.Throws<ArgumentException>(() => model.ReadTexts([new([1, 2], [1])], PatchSite.Residual, [new(5)], Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
