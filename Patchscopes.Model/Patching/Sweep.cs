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
/// <param name="decoder">The target's model.</param>
/// <param name="plan">The map.</param>
/// <param name="target">The target prompt's own run, perhaps with more tokens after it.</param>
/// <param name="vectors">What is put in, one row each.</param>
/// <param name="cancellationToken">Polled between blocks.</param>
internal sealed class Sweep(Decoder decoder, SweepPlan plan, CleanRun target, PatchVectors vectors, CancellationToken cancellationToken)
{
    private readonly int _blocks = decoder.Config.Blocks;
    private readonly int _start = plan.Target.First;

    /// <summary>Most numbers of one intermediate tensor of a column.</summary>
    public long MostNumbers { get; init; } = SweepGroups.MostNumbers;

    /// <summary>How many positions are read, from the read-out on.</summary>
    public int Reads { get; init; } = 1;

    private int Last => plan.ReadoutPosition + Reads - 1;

    private int Tokens => Last - _start + 1;

    /// <summary>
    /// Gives the logits of each column, [rows, V] or [rows · reads, V], as soon as its group is done. The callback must not
    /// keep the tensor.
    /// </summary>
    public void Run(Action<Layer, Tensor> onColumn)
    {
        using var scope = NewDisposeScope();
        var dead = plan.TargetLayers.Where(layer => plan.CannotChange(layer, _blocks)).ToList();
        foreach (var layer in dead)
            onColumn(layer, CleanLogits().repeat(vectors.Count, 1));
        var alive = plan.TargetLayers.Except(dead).ToList();
        if (alive.Count == 0)
            return;
        var states = new PatchedStates(decoder, plan, target, vectors, _start, Last);
        foreach (var group in SweepGroups.Of(alive, vectors.Count, Tokens))
            RunGroup(group, states, onColumn);
    }

    private void RunGroup(IReadOnlyList<Layer> columns, PatchedStates states, Action<Layer, Tensor> onColumn)
    {
        using var scope = NewDisposeScope();
        var (logits, perColumn) = (Logits(columns, states), vectors.Count * Reads);
        foreach (var (column, layer) in columns.Index().Reverse())
        {
            cancellationToken.ThrowIfCancellationRequested();
            onColumn(layer, logits.narrow(0, column * perColumn, perColumn));
        }
    }

    /// <summary>Logits of a group, [columns · rows · reads, V]; a column of long rows goes in parts, so that memory stays bounded.</summary>
    private Tensor Logits(IReadOnlyList<Layer> columns, PatchedStates states)
    {
        var atOnce = SweepGroups.RowsAtOnce(decoder.Config, Tokens, _start, MostNumbers);
        if (columns.Count > 1 || vectors.Count <= atOnce)
            return LogitsAtOnce(columns, states.After);
        return cat([.. states.After(columns[0]).split(atOnce).Select(part => LogitsAtOnce(columns, _ => part.alias()))]);
    }

    private Tensor LogitsAtOnce(IReadOnlyList<Layer> columns, Func<Layer, Tensor> start)
    {
        using var scope = NewDisposeScope();
        var rows = start(columns[0]);
        var places = Places.After(decoder, _start, Tokens);
        var joined = 1;
        for (var block = columns[0].Index + 1; block < _blocks; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var next = decoder.BlockAfterPrefix(block, rows, target.PrefixKey(block, _start), target.PrefixValue(block, _start), places[block]);
            if (joined < columns.Count && columns[joined].Index == block)
                next = cat([next, start(columns[joined++])]);
            rows.Dispose();
            rows = next.MoveToOuterDisposeScope();
        }
        return decoder.Unembed(rows.narrow(1, Tokens - Reads, Reads)).flatten(0, 1).MoveToOuterDisposeScope();
    }

    private Tensor CleanLogits() => decoder.Unembed(target.States(new Layer(_blocks - 1)).narrow(0, plan.ReadoutPosition, Reads));
}
