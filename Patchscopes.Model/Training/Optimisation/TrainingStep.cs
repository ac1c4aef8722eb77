using Patchscopes.Model.Architecture;
using Patchscopes.Model.Training.Corpus;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Patchscopes.Model.Training.Optimisation;

/// <summary>The losses of one step, as numbers for the log.</summary>
/// <param name="Answers">Cross entropy at the selected places.</param>
/// <param name="Hints">−log of the attention mass on the right span, for each hint of the phase.</param>
/// <param name="Probes">Cross entropy of each probe of the phase.</param>
internal sealed record StepLosses(float Answers, IReadOnlyList<float> Hints, IReadOnlyList<float> Probes);

/// <summary>Runs a batch through the decoder and back.</summary>
internal sealed class TrainingStep(AtlasParameters parameters) : IDisposable
{
    private const double HintWeight = .3, HeldWeight = .1, RelationWeight = .3;

    /// <summary>Keeps the logarithm of an attention mass finite.</summary>
    private const double LeastMass = 1e-6;

    /// <summary>Reads after the last copying block whether the context holds the answer asked for.</summary>
    private readonly Probe _held = new("probe.held", 1);

    /// <summary>Reads before the list block which relation an answer shown in a list stands in.</summary>
    private readonly Probe _shown = new("probe.shown", RelationClasses.Count);

    /// <summary>Reads after the list block which relation a list asks for.</summary>
    private readonly Probe _asked = new("probe.asked", RelationClasses.Count);

    /// <summary>The parameters of the probes that a phase trains along and throws away.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> ProbesOf(TrainingPhase phase) => phase switch
    {
        TrainingPhase.Copying => _held.Named(),
        _ => phase.HintsAtLists() ? [.. _shown.Named(), .. _asked.Named()] : [],
    };

    /// <summary>Computes the losses of a batch and their gradients.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="phase">Which blocks run and which are trained.</param>
    /// <param name="hintShare">How much of the hints' and probes' weight is left.</param>
    public StepLosses Backpropagate(TrainingBatch batch, TrainingPhase phase, double hintShare)
    {
        using var scope = NewDisposeScope();
        var trace = Run(batch, phase);
        var answers = AnswerLoss(trace.States[parameters.Shape.Running(phase)[^1]], batch);
        var hints = HintLosses(trace.Patterns, batch, BatchWriter.HintsOf(phase));
        var probes = ProbeLosses(trace.States, batch, phase);
        var probeWeight = phase is TrainingPhase.Copying ? HeldWeight : RelationWeight;
        var loss = Sum([answers, .. hints.Select(hint => hint.Times(hintShare * HintWeight)), .. probes.Select(probe => probe.Times(hintShare * probeWeight))]);
        loss.backward();
        return new StepLosses(answers.item<float>(), [.. hints.Select(hint => hint.item<float>())], [.. probes.Select(probe => probe.item<float>())]);
    }

    public void Dispose()
    {
        _held.Dispose();
        _shown.Dispose();
        _asked.Dispose();
    }

    /// <summary>The states after each block, and the patterns of the hinted heads, [R, heads, T, T].</summary>
    private (Dictionary<int, Tensor> States, Dictionary<int, Tensor> Patterns) Run(TrainingBatch batch, TrainingPhase phase)
    {
        var (states, patterns) = (new Dictionary<int, Tensor>(), new Dictionary<int, Tensor>());
        var places = Mask(batch);
        var x = Embed(batch);
        foreach (var block in parameters.Shape.Running(phase))
        {
            // Nothing below the first trained block requires a gradient, so none is computed there.
            if (block >= parameters.Shape.BlocksWithoutAttention)
                x = x.Plus(AttentionWrite(block, phase, x, places, patterns));
            var write = parameters.Decoder.FeedForwardWrite(block, x, x);
            x = x.Plus(batch.Kept.Length == 0 ? write : Kept(batch, block) * write);
            states[block] = x;
        }
        return (states, patterns);
    }

    private Tensor Embed(TrainingBatch batch) =>
        parameters.Decoder.Embed(tensor(batch.Ids, [batch.Rows, batch.Length]), tensor(batch.Positions, [batch.Rows, batch.Length]));

    private static Places Mask(TrainingBatch batch)                                                        // [R, 1, T, T]
    {
        var groups = tensor(batch.Groups, [batch.Rows, batch.Length]);
        var causal = ones(batch.Length, batch.Length, dtype: ScalarType.Bool).tril();
        return new Places(groups.unsqueeze(2).eq(groups.unsqueeze(1)).logical_and(causal).logical_not().unsqueeze(1));
    }

    private static Tensor Kept(TrainingBatch batch, int block) =>
        tensor(batch.Kept.AsSpan(block * batch.Rows, batch.Rows).ToArray(), [batch.Rows, 1, 1]);

    private Tensor AttentionWrite(int block, TrainingPhase phase, Tensor x, Places places, Dictionary<int, Tensor> patterns)
    {
        var decoder = parameters.Decoder;
        var (query, key, value) = decoder.ProjectHeads(block, decoder.AttentionNormed(block, x), places);
        var hinted = phase is TrainingPhase.AtOnce ? 0 : HintedHeads.Count(block);
        if (hinted > 0)
            patterns[block] = decoder.AttentionPattern(block, query.narrow(1, 0, hinted), key.narrow(1, 0, hinted), places);
        return decoder.AttentionWrite(block, query, key, value, places);
    }

    private Tensor AnswerLoss(Tensor x, TrainingBatch batch)
    {
        var selected = x.reshape(-1, parameters.Shape.Width).index_select(0, tensor(batch.Selected));
        return functional.cross_entropy(parameters.Decoder.Unembed(selected), tensor(batch.Labels));
    }

    private static List<Tensor> HintLosses(Dictionary<int, Tensor> patterns, TrainingBatch batch, IReadOnlyList<Hint> hints)
    {
        if (hints.Count == 0)
            return [];
        var wanted = tensor(batch.Hints, [hints.Count, batch.Rows, batch.Length, batch.Length]);
        return [.. hints.Select((hint, place) => HintLoss(patterns, hint, wanted[place]))];
    }

    private static Tensor HintLoss(Dictionary<int, Tensor> patterns, Hint hint, Tensor span)               // [R, T, T]
    {
        var (block, from, to) = HintedHeads.Of(hint);
        var asked = span.amax([-1]);                                                                       // [R, T]
        var mass = (patterns[block].narrow(1, from, to - from) * span.unsqueeze(1)).sum(-1);               // [R, heads, T]
        return (-mass.Plus(LeastMass).log().mean([1]) * asked).sum() / asked.sum().maximum(tensor(1f));
    }

    private List<Tensor> ProbeLosses(Dictionary<int, Tensor> states, TrainingBatch batch, TrainingPhase phase)
    {
        if (phase is TrainingPhase.Copying)
            return [_held.BinaryLoss(parameters.Decoder, states[AtlasShape.CopyingBlocks - 1], batch.HeldFlags)];
        if (!phase.HintsAtLists())
            return [];
        return [_shown.ClassLoss(states[HintedHeads.ListBlock - 1], batch.Shown), _asked.ClassLoss(states[HintedHeads.ListBlock], batch.Asked)];
    }

    private static Tensor Sum(List<Tensor> losses) => losses.Aggregate((sum, loss) => sum.Plus(loss));
}
