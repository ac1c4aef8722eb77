using Patchscopes.Model.Architecture;
using Patchscopes.Model.Running;
using static TorchSharp.torch;

namespace Patchscopes.Model.Patching;

/// <summary>
/// The target's states after the patched block: the clean ones at positions first … last, with those of the patched
/// positions replaced. A write that is replaced inside the block changes the state of its own position only, by what the
/// rest of the block makes of it.
/// </summary>
internal sealed class PatchedStates(Decoder decoder, SweepPlan plan, CleanRun target, PatchVectors vectors, int first, int last)
{
    private readonly List<int> _positions = [.. plan.Target.Positions.Where(position => position <= last)];

    /// <summary>After block ℓ*, one row per vector: [n, last − first + 1, d].</summary>
    public Tensor After(Layer layer)
    {
        using var scope = NewDisposeScope();
        var put = Put(layer, Vectors(layer).unsqueeze(1));                                                   // [n, P, d]
        if (_positions.Count == last - first + 1)
            return put.MoveToOuterDisposeScope();
        var clean = target.States(layer).narrow(0, first, last - first + 1).unsqueeze(0);                     // [1, T, d]
        return clean.expand(vectors.Count, -1, -1).index_copy(1, At(first), put).MoveToOuterDisposeScope();
    }

    /// <summary>The vectors of a target layer, [n, d].</summary>
    private Tensor Vectors(Layer layer) =>
        tensor(vectors.At(layer).ToArray(), [vectors.Count, vectors.Width], dtype: decoder.Weights.TokenEmbedding.dtype, device: decoder.Device);

    private Tensor Put(Layer layer, Tensor given)                                                            // [n, 1, d]
    {
        var block = layer.Index;
        var wide = given.expand(-1, _positions.Count, -1);
        switch (plan.Site)
        {
            case PatchSite.Residual:
                return wide.contiguous();
            case PatchSite.AttentionWrite:
                return AfterMid(block, decoder.AfterAttention(block, Arriving(block), wide));
            case PatchSite.Mid:
                return AfterMid(block, wide);
            case PatchSite.FeedForwardWrite:
                return decoder.AfterFeedForward(block, Clean(target.Mid(layer)), wide);
            default:
                throw new NotSupportedException($"The site {plan.Site} is not implemented.");
        }
    }

    private Tensor AfterMid(int block, Tensor mid) =>
        decoder.AfterFeedForward(block, mid, decoder.FeedForwardWrite(block, Arriving(block), mid));

    private Tensor Arriving(int block) => Clean(target.States(new Layer(block - 1)));

    private Tensor Clean(Tensor states) => states.index_select(0, At(0)).unsqueeze(0).expand(vectors.Count, -1, -1);   // [n, P, d]

    private Tensor At(int from) => tensor(_positions.Select(position => (long)(position - from)).ToArray(), device: decoder.Device);
}
