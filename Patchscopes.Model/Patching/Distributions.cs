using Patchscopes.Model.Architecture;
using static TorchSharp.torch;

namespace Patchscopes.Model.Patching;

/// <summary>Numbers of next-token distributions [n, V], reduced on the device and copied once.</summary>
internal static class Distributions
{
    /// <summary>log p of logits, in float32.</summary>
    public static Tensor LogProbabilities(Tensor logits) => logits.to(ScalarType.Float32).log_softmax(-1);

    /// <summary>Entropy of each row, in nats.</summary>
    public static double[] Entropies(Tensor logProbabilities)
    {
        using var scope = NewDisposeScope();
        // A probability of 0 has a logarithm of −∞, and 0·(−∞) is not a number.
        return [.. Numbers((logProbabilities.exp() * logProbabilities).nan_to_num(0).sum(-1)).Select(sum => -sum)];
    }

    /// <summary>Probability and rank of a token in each row; the most probable has rank 1.</summary>
    public static (double Probability, int Rank)[] Standings(Tensor logProbabilities, int token)
    {
        using var scope = NewDisposeScope();
        var own = logProbabilities.narrow(1, token, 1);                                                      // [n, 1]
        var above = Numbers(logProbabilities.gt(own).sum(-1).to(ScalarType.Float32));
        return [.. Numbers(own.exp().squeeze(1)).Zip(above, (probability, count) => (probability, (int)count + 1))];
    }

    /// <summary>The numbers of a tensor.</summary>
    public static double[] Numbers(Tensor values) => [.. values.ToFloats().Select(value => (double)value)];
}
