using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using static TorchSharp.torch;

namespace Patchscopes.Model.Running;

/// <summary>Maps and their cells.</summary>
public sealed partial class LoadedModel
{
    /// <summary>
    /// Reads the vectors of a plan's source, one per source layer at position i, at the plan's site: what a map of this
    /// model or, mapped, of another one puts in.
    /// </summary>
    /// <exception cref="ArgumentException">The plan's source does not fit the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; polled between blocks.</exception>
    public PatchVectors ReadVectors(SweepPlan plan, CancellationToken cancellationToken)
    {
        plan.CheckSource(Config);
        using var noGrad = Begin();
        using var scope = NewDisposeScope();
        var run = _runs.Get(plan.Source.Tokens, NeedsWrites(plan), cancellationToken);
        return PatchVectors.Everywhere([.. plan.SourceLayers.Select(layer =>
            (ReadOnlyMemory<float>)run.At(plan.Site, layer).select(0, plan.Source.Position).ToFloats())]);
    }

    /// <summary>
    /// Computes a map of states of this model; gives back each column as soon as its group is computed, on the calling
    /// thread. Columns come from the top layers down.
    /// </summary>
    /// <exception cref="ArgumentException">The plan does not fit the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; polled between blocks.</exception>
    public void Sweep(SweepPlan plan, Action<SweepColumn> onColumn, CancellationToken cancellationToken)
    {
        plan.Check(Config);
        Sweep(plan, ReadVectors(plan, cancellationToken), onColumn, cancellationToken);
    }

    /// <summary>The same of given vectors, one for each of the plan's source layers.</summary>
    /// <exception cref="ArgumentException">The plan's target or the vectors do not fit the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; polled between blocks.</exception>
    public void Sweep(SweepPlan plan, PatchVectors vectors, Action<SweepColumn> onColumn, CancellationToken cancellationToken)
    {
        Check(plan, vectors);
        RunChecks.Require(vectors.Count == plan.SourceLayers.Count, $"There are {vectors.Count} vectors for {plan.SourceLayers.Count} source layers.");
        using var noGrad = Begin();
        using var scope = NewDisposeScope();
        var reader = Reader(plan, vectors, cancellationToken);
        SweepLogits(plan, vectors, (layer, logits) => onColumn(new SweepColumn(layer, reader.Cells(layer, logits))), cancellationToken);
    }

    /// <summary>What the model says at the read-out with each of some vectors put in at one target layer.</summary>
    /// <exception cref="ArgumentException">The plan's target, the layer or the vectors do not fit the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; polled between blocks.</exception>
    public IReadOnlyList<IReadOnlyList<TokenProbability>> ReadAt(SweepPlan plan, PatchVectors vectors, Layer target, CancellationToken cancellationToken)
    {
        var one = plan with { TargetLayers = [target] };
        Check(one, vectors);
        using var noGrad = Begin();
        using var scope = NewDisposeScope();
        IReadOnlyList<IReadOnlyList<TokenProbability>> tops = [];
        SweepLogits(one, vectors, (_, logits) => tops = TopTokens.Of(logits, plan.TopK), cancellationToken);
        return tops;
    }

    /// <summary>What the target says without a patch.</summary>
    /// <exception cref="ArgumentException">The plan's target does not fit the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; polled between blocks.</exception>
    public UnpatchedReading ReadUnpatched(SweepPlan plan, CancellationToken cancellationToken)
    {
        plan.CheckTarget(Config);
        using var noGrad = Begin();
        using var scope = NewDisposeScope();
        return Reader(plan, null, cancellationToken).Unpatched();
    }

    /// <summary>What the model goes on to write in some cells of a map, greedily, in batches as they are done.</summary>
    /// <param name="plan">The map.</param>
    /// <param name="vectors">What is put in, one vector for each of the plan's source layers.</param>
    /// <param name="cells">The cells.</param>
    /// <param name="newTokens">Most tokens of each; fewer where the model ends its text or the context is full.</param>
    /// <param name="onWritten">Called on the calling thread.</param>
    /// <param name="cancellationToken">Polled between blocks.</param>
    /// <exception cref="ArgumentException">The plan's target, the vectors or a cell does not fit the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void WriteCells(
        SweepPlan plan, PatchVectors vectors, IReadOnlyList<(Layer Source, Layer Target)> cells, int newTokens,
        Action<IReadOnlyList<WrittenCell>> onWritten, CancellationToken cancellationToken)
    {
        Check(plan, vectors);
        RunChecks.Require(newTokens >= 0, $"{newTokens} new tokens cannot be written.");
        var rows = plan.SourceLayers.Index().ToDictionary(row => row.Item, row => row.Index);
        RunChecks.Require(cells.All(cell => rows.ContainsKey(cell.Source) && plan.TargetLayers.Contains(cell.Target)), "A cell is not in the map.");
        using var noGrad = Begin();
        var target = _runs.Get(plan.Target.Tokens, NeedsWrites(plan), cancellationToken);
        new CellWriter(Decoder, plan, target, vectors, cancellationToken).Run(
            [.. cells.Select(cell => (rows[cell.Source], cell.Target))], newTokens, IsEnd,
            batch => onWritten([.. batch.Select(written => new WrittenCell(cells[written.Cell].Source, cells[written.Cell].Target, written.Tokens))]));
    }

    /// <summary>Opens one cell: what the model says at the read-out, and what it goes on to write, with and without the patch.</summary>
    /// <exception cref="ArgumentException">The plan or a layer does not fit the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; polled between blocks.</exception>
    public CellContinuation OpenCell(SweepPlan plan, Layer source, Layer target, int newTokens, CancellationToken cancellationToken)
    {
        plan.Check(Config);
        RunChecks.IsLayer("source", source, Config);
        var one = plan with { SourceLayers = [source] };
        return OpenCell(one, ReadVectors(one, cancellationToken), target, newTokens, cancellationToken);
    }

    /// <summary>The same with a given vector, the first one.</summary>
    /// <exception cref="ArgumentException">The plan's target, the layer or the vector does not fit the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; polled between blocks.</exception>
    public CellContinuation OpenCell(SweepPlan plan, PatchVectors vector, Layer target, int newTokens, CancellationToken cancellationToken)
    {
        Check(plan, vector);
        RunChecks.IsLayer("target", target, Config);
        RunChecks.Require(newTokens >= 0, $"{newTokens} new tokens cannot be written.");
        using var noGrad = Begin();
        using var scope = NewDisposeScope();
        var patch = new StateIntervention
        {
            Layer = target,
            Site = plan.Site,
            Positions = plan.Target.Positions,
            Edit = new StateEdit.Replace(vector.At(target)[..vector.Width]),
        };
        var (top, patched) = Write([patch], plan, newTokens, cancellationToken);
        var (unpatchedTop, unpatched) = Write([], plan, newTokens, cancellationToken);
        return new CellContinuation(top, unpatchedTop, patched, unpatched);
    }

    /// <summary>Logits of a whole map at once, [source layers, target layers, V].</summary>
    internal StateTable SweepLogits(SweepPlan plan, CancellationToken cancellationToken)
    {
        plan.Check(Config);
        using var noGrad = Begin();
        var (rows, columns, vocabulary) = (plan.SourceLayers.Count, plan.TargetLayers.Count, Config.Vocabulary);
        var values = new float[rows * columns * vocabulary];
        SweepLogits(plan, ReadVectors(plan, cancellationToken), (layer, logits) =>
        {
            var (found, column) = (logits.ToFloats(), plan.TargetLayers.Index().First(entry => entry.Item == layer).Index);
            for (var row = 0; row < rows; row++)
                found.AsSpan(row * vocabulary, vocabulary).CopyTo(values.AsSpan(((row * columns) + column) * vocabulary));
        }, cancellationToken);
        return new StateTable(values, rows, columns, vocabulary);
    }

    /// <summary>Logits of some cells by a full forward pass of the target for each, as one batch: [1, cells, V].</summary>
    internal StateTable PlainLogits(SweepPlan plan, IReadOnlyList<(Layer Source, Layer Target)> cells, CancellationToken cancellationToken)
    {
        plan.Check(Config);
        using var noGrad = Begin();
        using var scope = NewDisposeScope();
        var layers = cells.Select(cell => cell.Source).Distinct().ToList();
        var logits = new PlainSweep(Decoder, plan, ReadVectors(plan with { SourceLayers = layers }, cancellationToken))
            .Logits([.. cells.Select(cell => (layers.IndexOf(cell.Source), cell.Target))]);
        return Table([logits.unsqueeze(0)]);
    }

    private void SweepLogits(SweepPlan plan, PatchVectors vectors, Action<Layer, Tensor> onColumn, CancellationToken cancellationToken) =>
        new Sweep(Decoder, plan, _runs.Get(plan.Target.Tokens, NeedsWrites(plan), cancellationToken), vectors, cancellationToken).Run(onColumn);

    private void Check(SweepPlan plan, PatchVectors vectors)
    {
        plan.CheckTarget(Config);
        RunChecks.Require(vectors.Width == Config.Width, $"The vectors have {vectors.Width} numbers, but the model's width is {Config.Width}.");
    }

    private CellReader Reader(SweepPlan plan, PatchVectors? vectors, CancellationToken cancellationToken)
    {
        var target = _runs.Get(plan.Target.Tokens, NeedsWrites(plan), cancellationToken);
        var usual = Distributions.LogProbabilities(Decoder.Unembed(target.States(new Layer(Config.Blocks - 1)).narrow(0, plan.ReadoutPosition, 1)));
        return new CellReader(plan, usual, [.. plan.Answers.Select(answer => answer.Count == 1 ? null : SequenceProbabilities.Of(
            Decoder, plan, answer, _runs.Get([.. plan.Target.Tokens, .. answer.SkipLast(1)], NeedsWrites(plan), cancellationToken), vectors, cancellationToken))]);
    }

    private (IReadOnlyList<TokenProbability> Top, IReadOnlyList<int> Tokens) Write(
        IReadOnlyList<Intervention> interventions, SweepPlan plan, int count, CancellationToken cancellationToken)
    {
        IReadOnlyList<TokenProbability> top = [];
        var written = new Continuation(Decoder, interventions, cancellationToken).Write(
            plan.Target.Tokens, count, IsEnd, readPrompt: states => top = TopTokens.Of(Decoder.Unembed(states.narrow(0, plan.ReadoutPosition, 1)), plan.TopK)[0]);
        return (top, written);
    }

    private static bool NeedsWrites(SweepPlan plan) => plan.Site is not PatchSite.Residual;
}
