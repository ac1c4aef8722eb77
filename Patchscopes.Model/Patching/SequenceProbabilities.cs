using Patchscopes.Model.Architecture;
using Patchscopes.Model.Running;
using static TorchSharp.torch;

namespace Patchscopes.Model.Patching;

/// <summary>
/// The probability of an answer of several tokens in every cell: p(a₁ | T) · p(a₂ | T a₁) · …, the patch in T. The answer is
/// appended to the prompt and all of its tokens are read in one pass, which is what generating them one by one gives.
/// </summary>
internal sealed class SequenceProbabilities
{
    private readonly Dictionary<Layer, double[]> _columns = [];

    private SequenceProbabilities()
    {
    }

    /// <summary>Without a patch.</summary>
    public double Unpatched { get; private init; }

    /// <summary>Of each row of a column.</summary>
    public double[] Of(Layer target) => _columns[target];

    /// <summary>Call without gradients.</summary>
    /// <param name="decoder">The target's model.</param>
    /// <param name="plan">The map.</param>
    /// <param name="answer">The answer's tokens, at least two.</param>
    /// <param name="extended">The run of the target prompt with all but the answer's last token after it.</param>
    /// <param name="vectors">What is put in; null: only the unpatched run is asked for.</param>
    /// <param name="cancellationToken">Polled between blocks.</param>
    public static SequenceProbabilities Of(
        Decoder decoder, SweepPlan plan, IReadOnlyList<int> answer, CleanRun extended, PatchVectors? vectors, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var clean = extended.States(new Layer(decoder.Config.Blocks - 1)).narrow(0, plan.ReadoutPosition, answer.Count);
        var found = new SequenceProbabilities { Unpatched = Numbers(Products(decoder.Unembed(clean), answer))[0] };
        if (vectors is not null)
        {
            new Sweep(decoder, plan, extended, vectors, cancellationToken) { Reads = answer.Count, Keep = logits => Products(logits, answer) }
                .Run((layer, products) => found._columns[layer] = Numbers(products));
        }
        return found;
    }

    /// <summary>Of logits [rows · tokens, V] the logarithm of the product of the answer's probabilities in each row, [rows, 1].</summary>
    private static Tensor Products(Tensor logits, IReadOnlyList<int> answer)
    {
        using var scope = NewDisposeScope();
        var tokens = tensor(answer.Select(id => (long)id).ToArray(), device: logits.device).repeat(logits.shape[0] / answer.Count).unsqueeze(1);
        return Distributions.LogProbabilities(logits).gather(1, tokens).view(-1, answer.Count).sum(-1, keepdim: true).MoveToOuterDisposeScope();
    }

    private static double[] Numbers(Tensor products) => [.. Distributions.Numbers(products).Select(Math.Exp)];
}
