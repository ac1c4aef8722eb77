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

    /// <summary>What is kept of the logits of some rows, [rows · reads, V]: a matrix with one line, or one for each read, per row.</summary>
    public Func<Tensor, Tensor> Keep { get; init; } = logits => logits;

    private int Last => plan.ReadoutPosition + Reads - 1;

    private int Tokens => Last - _start + 1;

    /// <summary>
    /// Gives what is kept of each column, the logits [rows, V] unless <see cref="Keep"/> says otherwise, as soon as its group
    /// is done. The callback must not keep the tensor.
    /// </summary>
    public void Run(Action<Layer, Tensor> onColumn)
    {
        using var scope = NewDisposeScope();
        var dead = plan.TargetLayers.Where(layer => plan.CannotChange(layer, _blocks)).ToList();
        foreach (var layer in dead)
            onColumn(layer, Keep(CleanLogits()).repeat(vectors.Count, 1));
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
        var kept = Kept(columns, states);
        var perColumn = kept.shape[0] / columns.Count;
        foreach (var (column, layer) in columns.Index().Reverse())
        {
            cancellationToken.ThrowIfCancellationRequested();
            onColumn(layer, kept.narrow(0, column * perColumn, perColumn));
        }
    }

    /// <summary>What is kept of a group; a column of long rows goes in parts, so that memory stays bounded.</summary>
    private Tensor Kept(IReadOnlyList<Layer> columns, PatchedStates states)
    {
        var atOnce = SweepGroups.RowsAtOnce(decoder.Config, Tokens, _start, MostNumbers);
        if (columns.Count > 1 || vectors.Count <= atOnce)
            return KeptAtOnce(columns, states.After);
        return cat([.. states.After(columns[0]).split(atOnce).Select(part => KeptAtOnce(columns, _ => part.alias()))]);
    }

    private Tensor KeptAtOnce(IReadOnlyList<Layer> columns, Func<Layer, Tensor> start)
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
        return Read(rows.narrow(1, Tokens - Reads, Reads)).MoveToOuterDisposeScope();
    }

    /// <summary>What is kept of states [rows, reads, d]; logits of several reads take so much memory that they go in parts.</summary>
    private Tensor Read(Tensor states)
    {
        var atOnce = Reads == 1 ? states.shape[0] : Math.Max(1, MostNumbers / ((long)Reads * decoder.Config.Vocabulary));
        // Joining one part would copy the logits.
        return states.shape[0] <= atOnce ? ReadAtOnce(states) : cat([.. states.split(atOnce).Select(ReadAtOnce)]);
    }

    private Tensor ReadAtOnce(Tensor states)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        return Keep(decoder.Unembed(states).flatten(0, 1)).MoveToOuterDisposeScope();
    }

    private Tensor CleanLogits() => decoder.Unembed(target.States(new Layer(_blocks - 1)).narrow(0, plan.ReadoutPosition, Reads));
}
