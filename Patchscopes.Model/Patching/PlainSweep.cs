using Patchscopes.Model.Architecture;
using static TorchSharp.torch;

namespace Patchscopes.Model.Patching;

/// <summary>
/// The same map as other implementations compute it: a full forward pass of the target for every cell, singly (the
/// re-implementation this project starts from) or in batches (the paper's code). The measure of <see cref="Sweep"/>.
/// </summary>
internal sealed class PlainSweep(Decoder decoder, SweepPlan plan, PatchVectors vectors)
{
    /// <summary>
    /// Logits at the read-out position of some cells, [cells, V]. As in those implementations every position is
    /// unembedded. Call inside a dispose scope.
    /// </summary>
    /// <param name="cells">Row of the vectors, and target layer, of each.</param>
    public Tensor Logits(IReadOnlyList<(int Row, Layer Target)> cells)
    {
        var tokens = plan.Target.Tokens;
        var ids = tensor(tokens.Select(id => (long)id).ToArray(), device: decoder.Device).expand(cells.Count, -1);
        var positions = TensorArithmetic.Range(0, tokens.Count, decoder.Device).expand(cells.Count, -1);
        var places = Places.After(decoder, 0, tokens.Count);
        var x = Patch(PatchSite.Residual, decoder.Embed(ids, positions), Layer.Embedding, cells);
        for (var block = 0; block < decoder.Config.Blocks; block++)
        {
            using var step = NewDisposeScope();
            var layer = new Layer(block);
            var attention = Patch(PatchSite.AttentionWrite, decoder.AttentionWrite(block, x, places[block]), layer, cells);
            var mid = Patch(PatchSite.Mid, decoder.AfterAttention(block, x, attention), layer, cells);
            var write = Patch(PatchSite.FeedForwardWrite, decoder.FeedForwardWrite(block, x, mid), layer, cells);
            x = Patch(PatchSite.Residual, decoder.AfterFeedForward(block, mid, write), layer, cells).MoveToOuterDisposeScope();
        }
        return decoder.Unembed(x).select(1, plan.ReadoutPosition);
    }

    private Tensor Patch(PatchSite site, Tensor x, Layer layer, IReadOnlyList<(int Row, Layer Target)> cells)
    {
        if (site != plan.Site)
            return x;
        foreach (var (at, cell) in cells.Index())
        {
            if (cell.Target != layer)
                continue;
            var vector = tensor(vectors.At(layer).Slice(cell.Row * vectors.Width, vectors.Width).ToArray(), dtype: x.dtype, device: x.device);
            foreach (var position in plan.Target.Positions)
                x[at, position] = vector;
        }
        return x;
    }
}
