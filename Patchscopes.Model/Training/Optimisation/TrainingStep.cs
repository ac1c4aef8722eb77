using Patchscopes.Model.Training.Corpus;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Patchscopes.Model.Training.Optimisation;

/// <summary>The losses of one step, as numbers for the log.</summary>
/// <param name="Answers">Cross entropy at the selected places.</param>
/// <param name="Hints">−log of the attention mass on the right span, for each <see cref="Hint"/>; empty outside the copying phase.</param>
/// <param name="Held">Cross entropy of the probe that reads whether the context holds the answer; 0 outside the copying phase.</param>
internal sealed record StepLosses(float Answers, IReadOnlyList<float> Hints, float Held);

/// <summary>Runs a batch through the decoder and back.</summary>
internal sealed class TrainingStep : IDisposable
{
    private const double HintWeight = .3, ProbeWeight = .1;

    /// <summary>Keeps the logarithm of an attention mass finite.</summary>
    private const double LeastMass = 1e-6;

    private static readonly Hint[] AllHints = Enum.GetValues<Hint>();
    private readonly AtlasParameters _parameters;

    public TrainingStep(AtlasParameters parameters)
    {
        _parameters = parameters;
        ProbeWeights = zeros(AtlasShape.Width, 1, requires_grad: true).DetachFromDisposeScope();
        ProbeBias = zeros(1, requires_grad: true).DetachFromDisposeScope();
    }

    /// <summary>The linear probe of the copying phase, thrown away afterwards.</summary>
    public Tensor ProbeWeights { get; }

    public Tensor ProbeBias { get; }

    /// <summary>Computes the losses of a batch and their gradients.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="phase">Which blocks run and which are trained.</param>
    /// <param name="hintShare">How much of the hints' weight is left.</param>
    public StepLosses Backpropagate(TrainingBatch batch, TrainingPhase phase, double hintShare)
    {
        using var scope = NewDisposeScope();
        return phase is TrainingPhase.Copying ? Copying(batch, hintShare) : Later(batch, phase);
    }

    public void Dispose()
    {
        ProbeWeights.Dispose();
        ProbeBias.Dispose();
    }

    private StepLosses Later(TrainingBatch batch, TrainingPhase phase)
    {
        var mask = Mask(batch);
        // What lies before the first trained block is the same in every step: no gradient goes there.
        var firstTrained = AtlasShape.Trained(phase).Min();
        Tensor x;
        using (no_grad())
        {
            x = Embed(batch);
            foreach (var block in AtlasShape.Running(phase).Where(block => block < firstTrained))
                x = Block(block, x, mask);
        }
        foreach (var block in AtlasShape.Running(phase).Where(block => block >= firstTrained))
            x = Block(block, x, mask);
        var loss = AnswerLoss(x, batch);
        loss.backward();
        return new StepLosses(loss.item<float>(), [], 0);
    }

    private StepLosses Copying(TrainingBatch batch, double hintShare)
    {
        var mask = Mask(batch);
        var kept = tensor(batch.Kept, [AtlasShape.CopyingBlocks, batch.Rows, 1, 1]);
        var patterns = new Dictionary<int, Tensor>();
        var x = Embed(batch);
        for (var block = 0; block < AtlasShape.CopyingBlocks; block++)
        {
            if (block >= AtlasShape.BlocksWithoutAttention)
                x = x + AttentionWrite(block, x, mask, patterns);
            x = x + kept[block] * _parameters.Decoder.FeedForwardWrite(block, x);
        }
        var answers = AnswerLoss(x, batch);
        var hints = HintLosses(patterns, batch);
        var held = HeldLoss(x, batch);
        (answers + hintShare * (HintWeight * hints.sum() + ProbeWeight * held)).backward();
        return new StepLosses(answers.item<float>(), hints.data<float>().ToArray(), held.item<float>());
    }

    private Tensor Embed(TrainingBatch batch) =>
        _parameters.Decoder.Embed(tensor(batch.Ids, [batch.Rows, batch.Length]), tensor(batch.Positions, [batch.Rows, batch.Length]));

    private static Tensor Mask(TrainingBatch batch)                                                        // [R, 1, T, T]
    {
        var groups = tensor(batch.Groups, [batch.Rows, batch.Length]);
        var causal = ones(batch.Length, batch.Length, dtype: ScalarType.Bool).tril();
        return groups.unsqueeze(2).eq(groups.unsqueeze(1)).logical_and(causal).unsqueeze(1);
    }

    private Tensor Block(int block, Tensor x, Tensor mask)
    {
        var decoder = _parameters.Decoder;
        var mid = block < AtlasShape.BlocksWithoutAttention ? x : x + decoder.AttentionWrite(block, x, mask);
        return mid + decoder.FeedForwardWrite(block, mid);
    }

    private Tensor AttentionWrite(int block, Tensor x, Tensor mask, Dictionary<int, Tensor> patterns)
    {
        var decoder = _parameters.Decoder;
        var (query, key, value) = decoder.ProjectHeads(block, decoder.AttentionNormed(block, x));
        var hinted = HintedHeads.Count(block);
        if (hinted > 0)
            patterns[block] = decoder.AttentionPattern(block, query.narrow(1, 0, hinted), key.narrow(1, 0, hinted), mask);
        return decoder.AttentionWrite(block, query, key, value, mask);
    }

    private Tensor AnswerLoss(Tensor x, TrainingBatch batch)
    {
        var selected = x.reshape(-1, AtlasShape.Width).index_select(0, tensor(batch.Selected));
        return functional.cross_entropy(_parameters.Decoder.Unembed(selected), tensor(batch.Labels));
    }

    private static Tensor HintLosses(Dictionary<int, Tensor> patterns, TrainingBatch batch)                // [5]
    {
        var wanted = tensor(batch.Hints, [AllHints.Length, batch.Rows, batch.Length, batch.Length]);
        return stack(AllHints.Select(hint =>
        {
            var (block, from, to) = HintedHeads.Of(hint);
            var span = wanted[(int)hint];                                                                  // [R, T, T]
            var asked = span.amax([-1]);                                                                   // [R, T]
            var mass = (patterns[block].narrow(1, from, to - from) * span.unsqueeze(1)).sum(-1);           // [R, heads, T]
            return (-(mass + LeastMass).log().mean([1]) * asked).sum() / asked.sum().clamp_min(1);
        }));
    }

    private Tensor HeldLoss(Tensor x, TrainingBatch batch)
    {
        var flags = tensor(batch.HeldFlags);
        var asked = flags.ge(0).to(ScalarType.Float32);
        var norm = _parameters.Weights.FinalNorm;
        var normed = functional.layer_norm(x.reshape(-1, AtlasShape.Width), [AtlasShape.Width], norm.Gain, norm.Bias, _parameters.Decoder.Config.NormEpsilon);
        var read = (normed.matmul(ProbeWeights) + ProbeBias).squeeze(-1);
        var losses = functional.binary_cross_entropy_with_logits(read, flags.clamp_min(0), reduction: Reduction.None);
        return (losses * asked).sum() / asked.sum().clamp_min(1);
    }
}
