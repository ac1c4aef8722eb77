using Patchscopes.Model.Architecture;
using Xunit;
using static TorchSharp.torch;

namespace Patchscopes.Web.Tests.Model.Architecture;

public sealed class DecoderTests : IDisposable
{
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();
    private readonly Decoder _decoder = new(TinyModel.Config, RandomWeights.Of(TinyModel.Config, seed: 3));

    public void Dispose()
    {
        _decoder.Weights.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void AttentionPattern_OfAnyState_SumsToOneAndLooksBackOnly()
    {
        var x = randn(2, 7, TinyModel.Config.Width);
        var places = Places.After(_decoder, 0, 7)[0];
        var (query, key, _) = _decoder.ProjectHeads(0, _decoder.AttentionNormed(0, x), places);
        var pattern = _decoder.AttentionPattern(0, query, key, places);
        Assert.Equal([2, 3, 7, 7], pattern.shape);
        Assert.True(pattern.sum(-1).allclose(ones(2, 3, 7)));
        Assert.Equal(0, pattern.triu(1).abs().max().item<float>());
        Assert.True(pattern.tril().ge(0).all().item<bool>());
    }

    [Fact]
    public void Places_AfterOtherTokens_ShowThemAndTheOwnPast()
    {
        var hidden = Places.After(_decoder, 3, 2)[0].Hidden!;
        Assert.Equal([false, false, false, false, true, false, false, false, false, false], hidden.data<bool>().ToArray());
        Assert.Null(Places.After(_decoder, 3, 1)[0].Hidden);
    }

    [Fact]
    public void Places_WithAWindow_HideWhatIsFurtherBackInItsBlocksOnly()
    {
        var decoder = new Decoder(TinyModel.Config with { Window = new AttentionWindow(2, [1]) }, _decoder.Weights);
        var places = Places.After(decoder, 3, 2);
        Assert.Equal([true, true, false, false, true, true, true, true, false, false], places[1].Hidden!.data<bool>().ToArray());
        Assert.Equal([true, true, false, false], Places.After(decoder, 3, 1)[1].Hidden!.data<bool>().ToArray());
        Assert.Equal([false, false, false, false, true, false, false, false, false, false], places[0].Hidden!.data<bool>().ToArray());
        Assert.Same(places[0], places[2]);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(3, 1)]
    [InlineData(3, 4)]
    public void BlockAfterPrefix_OfSeveralRows_EqualsTheWholeSequenceOfEach(int prefix, int own)
    {
        var shared = randn(1, prefix, TinyModel.Config.Width);
        var rows = randn(5, own, TinyModel.Config.Width);
        var (_, key, value) = _decoder.ProjectHeads(1, _decoder.AttentionNormed(1, shared), Places.After(_decoder, 0, prefix)[1]);
        var found = _decoder.BlockAfterPrefix(1, rows, prefix == 0 ? null : key, prefix == 0 ? null : value, Places.After(_decoder, prefix, own)[1]);
        for (var row = 0; row < 5; row++)
        {
            var whole = cat([shared, rows.narrow(0, row, 1)], 1);
            var mid = whole + _decoder.AttentionWrite(1, whole, Places.After(_decoder, 0, prefix + own)[1]);
            var expected = (mid + _decoder.FeedForwardWrite(1, whole, mid))[0].narrow(0, prefix, own);
            Assert.True(found[row].allclose(expected, rtol: 1e-4, atol: 1e-5));
        }
    }

    [Fact]
    public void AttentionScale_ByConfig_DividesByHeadSizeAndBlock()
    {
        Assert.Equal(1 / Math.Sqrt(8), TinyModel.Config.AttentionScale(3), 12);
        Assert.Equal(1 / Math.Sqrt(8) / 4, (TinyModel.Config with { ScaleByBlock = true }).AttentionScale(3), 12);
        Assert.Equal(1, (TinyModel.Config with { ScaleByHeadSize = false }).AttentionScale(3), 12);
    }

    [Fact]
    public void Weights_OfTiedAndUntiedHead_AreListedOnceEach()
    {
        using var untied = RandomWeights.Of(TinyModel.Config with { TiedHead = false }, seed: 3);
        Assert.Equal(2 + (5 * 12) + 2, _decoder.Weights.Tensors().Count());
        Assert.Equal(_decoder.Weights.Tensors().Count() + 1, untied.Tensors().Count());
    }
}
