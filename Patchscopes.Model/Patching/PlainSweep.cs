using Patchscopes.Model.Architecture;
using Patchscopes.Model.Running;
using static TorchSharp.torch;

namespace Patchscopes.Model.Patching;

/// <summary>
/// The same map as other implementations compute it: a full forward pass of the target for every cell, singly (the
/// re-implementation this project starts from) or in batches (the paper's code). The measure of <see cref="Sweep"/>.
/// </summary>
internal sealed class PlainSweep(Decoder decoder, SweepPlan plan, CleanRun source)
{
    /// <summary>
    /// Logits at the read-out position of some cells, [cells, V]. As in those implementations every position is
    /// unembedded. Call inside a dispose scope.
    /// </summary>
    public Tensor Logits(IReadOnlyList<(Layer Source, Layer Target)> cells)
    {
        var tokens = plan.Target.Tokens;
        var ids = tensor(tokens.Select(id => (long)id).ToArray(), device: decoder.Device).expand(cells.Count, -1);
        var positions = TensorArithmetic.Range(0, tokens.Count, decoder.Device).expand(cells.Count, -1);
        var places = Places.After(decoder, 0, tokens.Count);
        var x = Patch(decoder.Embed(ids, positions), Layer.Embedding, cells);
        for (var block = 0; block < decoder.Config.Blocks; block++)
        {
            using var step = NewDisposeScope();
            var mid = decoder.AfterAttention(block, x, decoder.AttentionWrite(block, x, places[block]));
            x = Patch(decoder.AfterFeedForward(block, mid, decoder.FeedForwardWrite(block, x, mid)), new Layer(block), cells).MoveToOuterDisposeScope();
        }
        return decoder.Unembed(x).select(1, plan.ReadoutPosition);
    }

    private Tensor Patch(Tensor x, Layer layer, IReadOnlyList<(Layer Source, Layer Target)> cells)
    {
        foreach (var (row, cell) in cells.Index())
        {
            if (cell.Target == layer)
                x[row, plan.Target.Position] = source.States(cell.Source)[plan.Source.Position];
        }
        return x;
    }
}
