using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using static TorchSharp.torch;

namespace Patchscopes.Model.Running;

/// <summary>
/// What the model goes on to write in many cells of a map, as one batch: the patch acts in the prompt pass, and each row's
/// own keys and values carry it on. Rows differ from the target's own run only after their ℓ*, so everything up to there,
/// and everything left of i*, is the target's.
/// </summary>
/// <param name="decoder">The target's model.</param>
/// <param name="plan">The map.</param>
/// <param name="target">The target prompt's own run.</param>
/// <param name="vectors">What is put in.</param>
/// <param name="cancellationToken">Polled between blocks.</param>
internal sealed class CellWriter(Decoder decoder, SweepPlan plan, CleanRun target, PatchVectors vectors, CancellationToken cancellationToken)
{
    /// <summary>Most numbers of the keys and values of a batch, 256 MB in float32.</summary>
    private const long MostNumbers = 1L << 26;

    private readonly int _blocks = decoder.Config.Blocks;
    private readonly int _prompt = target.Tokens.Count;
    private readonly int _start = plan.Target.First;

    /// <summary>Greedy continuations of cells, in batches as they are done.</summary>
    /// <param name="cells">Row of the vectors, and target layer, of each.</param>
    /// <param name="count">Most tokens of each; fewer where the context is full.</param>
    /// <param name="endsBefore">A token that the text ends before.</param>
    /// <param name="onWritten">Called with some cells' numbers in the list, and the tokens of each.</param>
    public void Run(IReadOnlyList<(int Row, Layer Target)> cells, int count, Predicate<int> endsBefore, Action<IReadOnlyList<(int Cell, IReadOnlyList<int> Tokens)>> onWritten)
    {
        var most = Math.Min(count, decoder.Config.Context - _prompt + 1);
        var perRow = (long)_blocks * 2 * decoder.Config.KeyValueHeads * decoder.Config.HeadSize * (_prompt + most);
        var atOnce = (int)Math.Clamp(MostNumbers / perRow, 1, SweepGroups.RowsAtOnce(decoder.Config, _prompt - _start, _start, SweepGroups.MostNumbers));
        foreach (var batch in cells.Index().OrderBy(cell => cell.Item.Target).Chunk(atOnce))
        {
            var written = Write([.. batch.Select(cell => cell.Item)], most, endsBefore);
            onWritten([.. batch.Zip(written, (cell, tokens) => (cell.Index, tokens))]);
        }
    }

    private IReadOnlyList<int>[] Write(IReadOnlyList<(int Row, Layer Target)> cells, int count, Predicate<int> endsBefore)
    {
        using var scope = NewDisposeScope();
        using var cache = new KeyValueCache(_blocks);
        var texts = cells.Select(_ => new List<int>()).ToArray();
        var open = Enumerable.Repeat(count > 0, cells.Count).ToArray();
        var last = ReadPrompt(cells, cache);
        for (var step = 0; open.Contains(true); step++)
        {
            using var inner = NewDisposeScope();
            var tokens = decoder.Unembed(last).argmax(-1);                                           // [R]
            foreach (var (row, token) in tokens.cpu().data<long>().ToArray().Index())
            {
                open[row] = open[row] && !endsBefore((int)token);
                if (open[row])
                    texts[row].Add((int)token);
                open[row] = open[row] && texts[row].Count < count;
            }
            if (!open.Contains(true))
                break;
            last.Dispose();
            last = ReadToken(tokens, _prompt + step, cache).MoveToOuterDisposeScope();
        }
        return texts;
    }

    /// <summary>Reads the prompt with each cell's patch; gives the last position's state after the last block, [R, d].</summary>
    private Tensor ReadPrompt(IReadOnlyList<(int Row, Layer Target)> cells, KeyValueCache cache)
    {
        using var scope = NewDisposeScope();
        var states = new PatchedStates(decoder, plan, target, vectors, _start, _prompt - 1);
        var places = Places.After(decoder, _start, _prompt - _start);
        var rows = Joining(states, cells, Layer.Embedding);
        for (var block = 0; block < _blocks; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var next = rows is null ? null : ReadBlock(block, rows, places[block], cache, cells.Count);
            if (rows is null)
                Append(cache, block, null, null, cells.Count);
            var joining = Joining(states, cells, new Layer(block));
            rows?.Dispose();
            rows = (next, joining) switch
            {
                (null, _) => joining,
                (_, null) => next,
                _ => cat([next, joining]),
            };
            rows?.MoveToOuterDisposeScope();
        }
        return rows![.., _prompt - _start - 1].MoveToOuterDisposeScope();
    }

    private Tensor ReadBlock(int block, Tensor x, Places places, KeyValueCache cache, int rows)
    {
        var (query, key, value) = decoder.ProjectHeads(block, decoder.AttentionNormed(block, x), places);
        var (allKeys, allValues) = Append(cache, block, key, value, rows);
        var reading = x.shape[0];
        return decoder.BlockAfterAttention(block, x, decoder.AttentionWrite(block, query, allKeys.narrow(0, 0, reading), allValues.narrow(0, 0, reading), places));
    }

    /// <summary>Keys and values of all rows in a block: of those that have started the prefix and their own, of the others the target's.</summary>
    private (Tensor Key, Tensor Value) Append(KeyValueCache cache, int block, Tensor? key, Tensor? value, int rows) =>
        cache.Append(block, Whole(key, target.PrefixKey(block, _prompt)!, rows), Whole(value, target.PrefixValue(block, _prompt)!, rows));

    private Tensor Whole(Tensor? own, Tensor clean, int rows)
    {
        var started = (int)(own?.shape[0] ?? 0);
        var others = clean.expand(rows - started, -1, -1, -1);
        if (own is null)
            return others.contiguous();
        var whole = _start == 0 ? own : cat([clean.narrow(2, 0, _start).expand(started, -1, -1, -1), own], 2);
        return started == rows ? whole : cat([whole, others]);
    }

    /// <summary>The rows of the cells whose target layer this is, or null for none.</summary>
    private Tensor? Joining(PatchedStates states, IReadOnlyList<(int Row, Layer Target)> cells, Layer layer)
    {
        var rows = cells.Where(cell => cell.Target == layer).Select(cell => (long)cell.Row).ToArray();
        return rows.Length == 0 ? null : states.After(layer).index_select(0, tensor(rows, device: decoder.Device));
    }

    private Tensor ReadToken(Tensor tokens, int position, KeyValueCache cache)
    {
        var rows = tokens.shape[0];
        var places = Places.After(decoder, position, 1);
        var x = decoder.Embed(tokens.unsqueeze(1), TensorArithmetic.Range(position, 1, decoder.Device).expand(rows, -1));
        for (var block = 0; block < _blocks; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var (query, key, value) = decoder.ProjectHeads(block, decoder.AttentionNormed(block, x), places[block]);
            var (allKeys, allValues) = cache.Append(block, key, value);
            x = decoder.BlockAfterAttention(block, x, decoder.AttentionWrite(block, query, allKeys, allValues, places[block])).MoveToOuterDisposeScope();
        }
        return x[.., 0];
    }
}
