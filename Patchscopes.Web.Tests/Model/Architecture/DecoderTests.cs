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
        var (query, key, _) = _decoder.ProjectHeads(0, _decoder.AttentionNormed(0, x));
        var pattern = _decoder.AttentionPattern(0, query, key, _decoder.CausalMask(7));
        Assert.Equal([2, 3, 7, 7], pattern.shape);
        Assert.True(pattern.sum(-1).allclose(ones(2, 3, 7)));
        Assert.Equal(0, pattern.triu(1).abs().max().item<float>());
        Assert.True(pattern.tril().ge(0).all().item<bool>());
    }

    [Fact]
    public void CausalMask_AfterOtherTokens_AllowsThemAndTheOwnPast()
    {
        var mask = _decoder.CausalMask(2, before: 3);
        Assert.Equal([true, true, true, true, false, true, true, true, true, true], mask.data<bool>().ToArray());
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(3, 1)]
    [InlineData(3, 4)]
    public void BlockAfterPrefix_OfSeveralRows_EqualsTheWholeSequenceOfEach(int prefix, int own)
    {
        var shared = randn(1, prefix, TinyModel.Config.Width);
        var rows = randn(5, own, TinyModel.Config.Width);
        var (_, key, value) = _decoder.ProjectHeads(1, _decoder.AttentionNormed(1, shared));
        var found = _decoder.BlockAfterPrefix(1, rows, prefix == 0 ? null : key, prefix == 0 ? null : value);
        for (var row = 0; row < 5; row++)
        {
            var whole = cat([shared, rows.narrow(0, row, 1)], 1);
            var mid = whole + _decoder.AttentionWrite(1, whole, _decoder.CausalMask(prefix + own));
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
