using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Patching.Mappings;
using static TorchSharp.torch;

namespace Patchscopes.Model.Running;

/// <summary>
/// Reads what many short texts hold at some positions. Texts of the same length run as one batch: hundreds of texts one by
/// one would spend most of their time between the products.
/// </summary>
internal sealed class TextRuns(Decoder decoder, PatchSite site, IReadOnlyList<Layer> layers, CancellationToken cancellationToken)
{
    /// <summary>The vectors of each layer, one per used position, in the order of the texts. Call without gradients.</summary>
    public Dictionary<Layer, float[]> Read(IReadOnlyList<TextPositions> texts)
    {
        var width = decoder.Config.Width;
        var starts = new int[texts.Count];
        var count = 0;
        foreach (var (at, text) in texts.Index())
            (starts[at], count) = (count, count + text.Positions.Count);
        var vectors = layers.ToDictionary(layer => layer, _ => new float[count * width]);
        foreach (var same in texts.Index().Where(text => text.Item.Positions.Count > 0).GroupBy(text => text.Item.Tokens.Count))
        {
            foreach (var batch in same.Chunk(SweepGroups.RowsAtOnce(decoder.Config, same.Key, 0, SweepGroups.MostNumbers)))
                Run([.. batch.Select(text => text.Item)], [.. batch.Select(text => starts[text.Index] * width)], vectors);
        }
        return vectors;
    }

    private void Run(List<TextPositions> texts, List<int> starts, Dictionary<Layer, float[]> vectors)
    {
        using var scope = NewDisposeScope();
        var length = texts[0].Tokens.Count;
        var ids = tensor(texts.SelectMany(text => text.Tokens).Select(id => (long)id).ToArray(), [texts.Count, length], device: decoder.Device);
        var places = Places.After(decoder, 0, length);
        var rows = tensor(texts.Index().SelectMany(text => text.Item.Positions.Select(position => (long)((text.Index * length) + position))).ToArray(), device: decoder.Device);
        var x = decoder.Embed(ids, TensorArithmetic.Range(0, length, decoder.Device).expand(texts.Count, -1));
        Keep(PatchSite.Residual, Layer.Embedding, x);
        for (var block = 0; block < decoder.Config.Blocks; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var layer = new Layer(block);
            var attention = decoder.AttentionWrite(block, x, places[block]);
            var mid = decoder.AfterAttention(block, x, attention);
            var write = decoder.FeedForwardWrite(block, x, mid);
            x = decoder.AfterFeedForward(block, mid, write).MoveToOuterDisposeScope();
            Keep(PatchSite.AttentionWrite, layer, attention);
            Keep(PatchSite.Mid, layer, mid);
            Keep(PatchSite.FeedForwardWrite, layer, write);
            Keep(PatchSite.Residual, layer, x);
        }

        void Keep(PatchSite here, Layer layer, Tensor states)
        {
            if (here != site || !vectors.TryGetValue(layer, out var kept))
                return;
            var (found, read) = (states.flatten(0, 1).index_select(0, rows).ToFloats(), 0);
            foreach (var (text, start) in texts.Zip(starts))
            {
                var numbers = text.Positions.Count * decoder.Config.Width;
                found.AsSpan(read, numbers).CopyTo(kept.AsSpan(start));
                read += numbers;
            }
        }
    }
}
