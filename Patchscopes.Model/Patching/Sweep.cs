using Patchscopes.Model.Architecture;
using Patchscopes.Model.Running;
using static TorchSharp.torch;

namespace Patchscopes.Model.Patching;

/// <summary>
/// Computes a whole map with nothing done twice. Source and target run once. Everything left of i* and everything up to
/// ℓ* is the same in every cell, so a cell is one row that starts from the clean target state after ℓ*, with i* replaced,
/// and goes through blocks ℓ* + 1 … L − 1 for positions i* … read-out only, on the target's prefix keys and values. Rows of
/// a group of columns are one batch; rows join it when their ℓ* is reached.
/// </summary>
internal sealed class Sweep(Decoder decoder, SweepPlan plan, CleanRun source, CleanRun target, CancellationToken cancellationToken)
{
    private readonly int _blocks = decoder.Config.Blocks;
    private readonly int _start = plan.Target.Position;
    private readonly int _tokens = plan.ReadoutPosition - plan.Target.Position + 1;

    /// <summary>Most numbers of one intermediate tensor of a column.</summary>
    public long MostNumbers { get; init; } = SweepGroups.MostNumbers;

    /// <summary>Gives the logits of each column, [source layers, V], as soon as its group is done. The callback must not keep the tensor.</summary>
    public void Run(Action<Layer, Tensor> onColumn)
    {
        using var scope = NewDisposeScope();
        var dead = plan.TargetLayers.Where(layer => plan.CannotChange(layer, _blocks)).ToList();
        foreach (var layer in dead)
            onColumn(layer, CleanLogits().expand(plan.SourceLayers.Count, -1));
        var alive = plan.TargetLayers.Except(dead).ToList();
        if (alive.Count == 0)
            return;
        var states = stack(plan.SourceLayers.Select(layer => source.States(layer)[plan.Source.Position]));   // [n, d]
        foreach (var group in SweepGroups.Of(alive, plan.SourceLayers.Count, _tokens))
            RunGroup(group, states, onColumn);
    }

    private void RunGroup(IReadOnlyList<Layer> columns, Tensor states, Action<Layer, Tensor> onColumn)
    {
        using var scope = NewDisposeScope();
        var logits = Logits(columns, states);
        foreach (var (column, layer) in columns.Index().Reverse())
        {
            cancellationToken.ThrowIfCancellationRequested();
            onColumn(layer, logits.narrow(0, column * plan.SourceLayers.Count, plan.SourceLayers.Count));
        }
    }

    /// <summary>Logits of a group, [columns·n, V]; a column of long rows goes in parts, so that memory stays bounded.</summary>
    private Tensor Logits(IReadOnlyList<Layer> columns, Tensor states)
    {
        var atOnce = SweepGroups.RowsAtOnce(decoder.Config, _tokens, _start, MostNumbers);
        if (columns.Count > 1 || states.shape[0] <= atOnce)
            return LogitsAtOnce(columns, states);
        return cat([.. states.split(atOnce).Select(part => LogitsAtOnce(columns, part))]);
    }

    private Tensor LogitsAtOnce(IReadOnlyList<Layer> columns, Tensor states)
    {
        using var scope = NewDisposeScope();
        var rows = Start(columns[0], states);
        var places = Places.After(decoder, _start, _tokens);
        var joined = 1;
        for (var block = columns[0].Index + 1; block < _blocks; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var next = decoder.BlockAfterPrefix(block, rows, target.PrefixKey(block, _start), target.PrefixValue(block, _start), places[block]);
            if (joined < columns.Count && columns[joined].Index == block)
                next = cat([next, Start(columns[joined++], states)]);
            rows.Dispose();
            rows = next.MoveToOuterDisposeScope();
        }
        return decoder.Unembed(rows[.., _tokens - 1]).MoveToOuterDisposeScope();
    }

    /// <summary>The clean target state after ℓ* at positions i* … read-out, once per source layer, with i* replaced: [n, T, d].</summary>
    private Tensor Start(Layer layer, Tensor states)
    {
        var patched = states.unsqueeze(1);                                                                   // [n, 1, d]
        if (_tokens == 1)
            return patched.alias();
        var after = target.States(layer).narrow(0, _start + 1, _tokens - 1).unsqueeze(0);                     // [1, T − 1, d]
        return cat([patched, after.expand(states.shape[0], -1, -1)], 1);
    }

    private Tensor CleanLogits() => decoder.Unembed(target.States(new Layer(_blocks - 1)).narrow(0, plan.ReadoutPosition, 1));
}
