using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using static TorchSharp.torch;

namespace Patchscopes.Model.Running;

/// <summary>
/// The plain run of one sequence, with interventions: what every faster path is pinned equal to. Positions are absolute,
/// so with a cache an intervention acts if and only if its position is among the tokens of this pass.
/// </summary>
internal sealed class ForwardPass(Decoder decoder, IReadOnlyList<Intervention> interventions, int promptLength, CancellationToken cancellationToken)
{
    /// <summary>
    /// Reads tokens that follow the <paramref name="start"/> tokens in the cache; gives back the residual stream after
    /// the last block, [1, T, d]. Call inside a dispose scope and without gradients.
    /// </summary>
    public Tensor Run(IReadOnlyList<int> tokens, int start, KeyValueCache? cache, Capture? capture)
    {
        var x = Edit(Layer.Embedding, PatchSite.Residual, Embed(tokens, start), start);
        capture?.AddEmbedding(x);
        var masks = Masks(tokens.Count, start);
        for (var block = 0; block < decoder.Config.Blocks; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            x = Block(new Layer(block), x, start, masks[block], cache, capture).MoveToOuterDisposeScope();
        }
        return x;
    }

    private Tensor Block(Layer layer, Tensor x, int start, Tensor mask, KeyValueCache? cache, Capture? capture)
    {
        var attention = Edit(layer, PatchSite.AttentionWrite, Attend(layer, x, mask, cache), start);
        var mid = Edit(layer, PatchSite.Mid, x.Plus(attention), start);
        var feedForward = Edit(layer, PatchSite.FeedForwardWrite, decoder.FeedForwardWrite(layer.Index, x, mid), start);
        var after = Edit(layer, PatchSite.Residual, mid.Plus(feedForward), start);
        capture?.AddBlock(attention, mid, feedForward, after);
        return after;
    }

    private Tensor Attend(Layer layer, Tensor x, Tensor mask, KeyValueCache? cache)
    {
        var (query, key, value) = decoder.ProjectHeads(layer.Index, decoder.AttentionNormed(layer.Index, x));
        if (cache is not null)
            (key, value) = cache.Append(layer.Index, key, value);
        return decoder.AttentionWrite(layer.Index, query, key, value, mask);
    }

    private Tensor Embed(IReadOnlyList<int> tokens, int start)
    {
        var ids = tensor(tokens.Select(id => (long)id).ToArray(), device: decoder.Device).unsqueeze(0);
        return decoder.Embed(ids, TensorArithmetic.Range(start, tokens.Count, decoder.Device).unsqueeze(0));
    }

    /// <summary>A mask [T, start + T] for each block: causal, less the edges cut there. Blocks that cut the same share one.</summary>
    private Tensor[] Masks(int tokens, int start)
    {
        var cut = interventions.OfType<AttentionEdge>()
            .Where(edge => edge.To >= start && edge.To < start + tokens && edge.From < start + tokens).ToList();
        var known = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        return [.. Layer.Blocks(decoder.Config.Blocks).Select(layer =>
        {
            var here = cut.Where(edge => edge.Layers is null || edge.Layers.Contains(layer)).ToList();
            var key = string.Join(' ', here.Select(edge => $"{edge.From}>{edge.To}"));
            return known.TryGetValue(key, out var mask) ? mask : known[key] = Mask(tokens, start, here);
        })];
    }

    private Tensor Mask(int tokens, int start, List<AttentionEdge> cut)
    {
        var mask = decoder.CausalMask(tokens, start);
        foreach (var edge in cut)
            mask[edge.To - start, edge.From] = false;
        return mask;
    }

    private Tensor Edit(Layer layer, PatchSite site, Tensor x, int start)
    {
        foreach (var intervention in interventions.OfType<StateIntervention>())
        {
            if (intervention.Layer != layer || intervention.Site != site)
                continue;
            var positions = PositionsIn(intervention, start, (int)x.shape[1]);
            if (positions.Length > 0)
                x = Edit(intervention.Edit, x, positions);
        }
        return x;
    }

    /// <summary>Positions relative to this pass's first token.</summary>
    private long[] PositionsIn(StateIntervention intervention, int start, int count) =>
        [.. Enumerable.Range(start, count)
            .Where(position => intervention.Positions?.Contains(position) ?? true)
            .Where(position => position < promptLength || intervention.AlsoGenerated)
            .Select(position => (long)(position - start))];

    private static Tensor Edit(StateEdit edit, Tensor x, long[] positions)
    {
        var at = tensor(positions, device: x.device);
        var old = x.index_select(1, at);
        var edited = edit switch
        {
            StateEdit.Replace replace => Vector(replace.Vector, x).expand_as(old),
            StateEdit.Add add => old.Plus(Vector(add.Vector, x)),
            StateEdit.Scale scale => old.Times(scale.Factor),
            _ => throw new NotSupportedException($"{edit.GetType().Name} is not implemented."),
        };
        return x.index_copy(1, at, edited);
    }

    private static Tensor Vector(ReadOnlyMemory<float> vector, Tensor x)
    {
        if (vector.Length != x.shape[2])
            throw new ArgumentException($"The vector has {vector.Length} numbers, but the model's width is {x.shape[2]}.");
        return tensor(vector.ToArray(), dtype: x.dtype, device: x.device);
    }
}
