using Patchscopes.Model.Architecture;
using static TorchSharp.torch;

namespace Patchscopes.Model.Patching;

/// <summary>Makes cells of logits: what is read of a distribution, and how it differs from the target's own.</summary>
/// <param name="plan">The map.</param>
/// <param name="usual">log p of the target's own run at the read-out, [1, V].</param>
/// <param name="sequences">For each answer of several tokens its probability in each column, one per row.</param>
internal sealed class CellReader(SweepPlan plan, Tensor usual, IReadOnlyList<SequenceProbabilities?> sequences)
{
    private readonly float[] _usual = [.. usual.exp().ToFloats()];

    /// <summary>The cells of a column, of logits [rows, V].</summary>
    public List<SweepCell> Cells(Layer target, Tensor logits)
    {
        using var scope = NewDisposeScope();
        var readings = Read(logits, answer => sequences[answer]!.Of(target));
        return [.. plan.SourceLayers.Select((source, row) => new SweepCell(source, target, readings[row].Top)
        {
            Entropy = readings[row].Entropy,
            UsualProbability = _usual[readings[row].Top[0].Token],
            Answers = readings[row].Answers,
        })];
    }

    /// <summary>The target's own reading.</summary>
    public UnpatchedReading Unpatched()
    {
        using var scope = NewDisposeScope();
        return Read(usual, answer => [sequences[answer]!.Unpatched])[0];
    }

    private UnpatchedReading[] Read(Tensor logits, Func<int, IReadOnlyList<double>> sequence)
    {
        var logProbabilities = Distributions.LogProbabilities(logits);
        var (tops, entropies) = (TopTokens.Of(logProbabilities, plan.TopK), Distributions.Entropies(logProbabilities));
        var answers = plan.Answers.Select((answer, at) => answer.Count == 1
            ? [.. Distributions.Standings(logProbabilities, answer[0]).Select(standing => new AnswerReading(standing.Probability, standing.Rank))]
            : sequence(at).Select(probability => new AnswerReading(probability, null)).ToArray()).ToList();
        return [.. tops.Select((top, row) => new UnpatchedReading(top, entropies[row], [.. answers.Select(answer => answer[row])]))];
    }
}
