using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using static TorchSharp.torch;

namespace Patchscopes.Model.Running;

/// <summary>
/// What a forward pass leaves behind, each tensor [1, T, d]: residual stream (row 0 the input of block 0, row 1 + b after
/// block b), the state between attention and feed-forward layer, and what both add. Owns its tensors.
/// </summary>
internal sealed class Capture : IDisposable
{
    public List<Tensor> Residual { get; } = [];

    public List<Tensor> Mid { get; } = [];

    public List<Tensor> AttentionWrite { get; } = [];

    public List<Tensor> FeedForwardWrite { get; } = [];

    /// <summary>Whether only the residual stream is wanted.</summary>
    public bool ResidualOnly { get; init; }

    /// <summary>What a site of a layer holds.</summary>
    public Tensor At(PatchSite site, Layer layer) => site switch
    {
        PatchSite.Residual => Residual[layer.Index + 1],
        PatchSite.Mid => Mid[layer.Index],
        PatchSite.AttentionWrite => AttentionWrite[layer.Index],
        PatchSite.FeedForwardWrite => FeedForwardWrite[layer.Index],
        _ => throw new NotSupportedException($"The site {site} is not implemented."),
    };

    public void AddEmbedding(Tensor x) => Residual.Add(Keep(x));

    public void AddBlock(Tensor attention, Tensor mid, Tensor feedForward, Tensor x)
    {
        Residual.Add(Keep(x));
        if (ResidualOnly)
            return;
        AttentionWrite.Add(Keep(attention));
        Mid.Add(Keep(mid));
        FeedForwardWrite.Add(Keep(feedForward));
    }

    public void Dispose()
    {
        foreach (var tensor in Residual.Concat(Mid).Concat(AttentionWrite).Concat(FeedForwardWrite))
            tensor.Dispose();
    }

    /// <summary>A second handle on the same numbers, which outlives the scope of the pass.</summary>
    private static Tensor Keep(Tensor tensor) => tensor.alias().DetachFromDisposeScope();
}
