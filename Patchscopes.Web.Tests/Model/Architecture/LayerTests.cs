using Patchscopes.Model.Architecture;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Architecture;

public sealed class LayerTests
{
    [Theory]
    [InlineData("emb", true, -1)]
    [InlineData("0", true, 0)]
    [InlineData("23", true, 23)]
    [InlineData("-1", false, 0)]
    [InlineData("Emb", false, 0)]
    [InlineData("1.0", false, 0)]
    [InlineData(" 1", false, 0)]
    [InlineData("", false, 0)]
    [InlineData(null, false, 0)]
    public void TryParse_OfAText_ReadsEmbOrABlock(string? text, bool isLayer, int index)
    {
        Assert.Equal(isLayer, Layer.TryParse(text, out var layer));
        if (isLayer)
            Assert.Equal(new Layer(index), layer);
    }

    [Fact]
    public void ToString_OfEveryLayer_IsReadBack()
    {
        foreach (var layer in TinyModel.WithEmbedding(3))
            Assert.True(Layer.TryParse(layer.ToString(), out var read) && read == layer);
    }

    [Fact]
    public void IsIn_CountsBlocksFromZeroAndTheEmbedding()
    {
        Assert.True(Layer.Embedding.IsIn(2) && new Layer(0).IsIn(2) && new Layer(1).IsIn(2));
        Assert.False(new Layer(2).IsIn(2) || new Layer(-2).IsIn(2));
    }

    [Fact]
    public void Order_PutsTheEmbeddingFirst()
    {
        Assert.Equal(TinyModel.WithEmbedding(3), TinyModel.WithEmbedding(3).Reverse().Order());
        Assert.True(Layer.Embedding < new Layer(0) && new Layer(1) >= new Layer(1) && new Layer(2) > new Layer(1) && new Layer(0) <= new Layer(1));
    }
}
