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
        var places = Places(tokens.Count, start);
        for (var block = 0; block < decoder.Config.Blocks; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            x = Block(new Layer(block), x, start, places[block], cache, capture).MoveToOuterDisposeScope();
        }
        return x;
    }

    private Tensor Block(Layer layer, Tensor x, int start, Places places, KeyValueCache? cache, Capture? capture)
    {
        var attention = Edit(layer, PatchSite.AttentionWrite, Attend(layer, x, places, cache), start);
        var mid = Edit(layer, PatchSite.Mid, decoder.AfterAttention(layer.Index, x, attention), start);
        var feedForward = Edit(layer, PatchSite.FeedForwardWrite, decoder.FeedForwardWrite(layer.Index, x, mid), start);
        var after = Edit(layer, PatchSite.Residual, decoder.AfterFeedForward(layer.Index, mid, feedForward), start);
        capture?.AddBlock(attention, mid, feedForward, after);
        return after;
    }

    private Tensor Attend(Layer layer, Tensor x, Places places, KeyValueCache? cache)
    {
        var (query, key, value) = decoder.ProjectHeads(layer.Index, decoder.AttentionNormed(layer.Index, x), places);
        if (cache is not null)
            (key, value) = cache.Append(layer.Index, key, value);
        return decoder.AttentionWrite(layer.Index, query, key, value, places);
    }

    private Tensor Embed(IReadOnlyList<int> tokens, int start)
    {
        var ids = tensor(tokens.Select(id => (long)id).ToArray(), device: decoder.Device).unsqueeze(0);
        return decoder.Embed(ids, TensorArithmetic.Range(start, tokens.Count, decoder.Device).unsqueeze(0));
    }

    /// <summary>What each block may look at: everything before, less the edges cut there. Blocks that cut the same share one mask.</summary>
    private Places[] Places(int tokens, int start)
    {
        var places = Architecture.Places.After(decoder, start, tokens);
        var cut = interventions.OfType<AttentionEdge>()
            .Where(edge => edge.To >= start && edge.To < start + tokens && edge.From < start + tokens).ToList();
        if (cut.Count == 0)
            return places;
        var known = new Dictionary<(string, int), Places>();
        return [.. places.Index().Select(entry =>
        {
            var here = cut.Where(edge => edge.Layers is null || edge.Layers.Contains(new Layer(entry.Index))).ToList();
            // The number of the first block of the same kind: places hold tensors, which are compared by their numbers.
            var key = (string.Join(' ', here.Select(edge => $"{edge.From}>{edge.To}")), Array.FindIndex(places, other => ReferenceEquals(other, entry.Item)));
            return known.TryGetValue(key, out var found) ? found : known[key] = Cut(entry.Item, tokens, start, here);
        })];
    }

    private Places Cut(Places places, int tokens, int start, List<AttentionEdge> edges)
    {
        if (edges.Count == 0)
            return places;
        var hidden = places.Hidden?.clone() ?? zeros(tokens, start + tokens, dtype: ScalarType.Bool, device: decoder.Device);
        foreach (var edge in edges)
            hidden[edge.To - start, edge.From] = true;
        return places with { Hidden = hidden };
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
