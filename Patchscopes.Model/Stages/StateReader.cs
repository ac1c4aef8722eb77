using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using static TorchSharp.torch;

namespace Patchscopes.Model.Stages;

/// <summary>Takes readings out of log probabilities [states, V]; everything is reduced on the device and copied once.</summary>
internal sealed class StateReader
{
    private readonly IReadOnlyList<TokenProbability>[] _top;
    private readonly double[] _entropy;
    private readonly TokenStanding[]? _argument;
    private readonly TokenStanding[] _answer;

    public StateReader(Tensor logProbabilities, int topK, StageWord? argument, StageWord answer)
    {
        using var scope = NewDisposeScope();
        _top = TopTokens.Of(logProbabilities, topK);
        var probabilities = logProbabilities.exp();
        // A probability of 0 has a logarithm of −∞, and 0·(−∞) is not a number.
        _entropy = [.. Numbers((probabilities * logProbabilities).nan_to_num(0).sum(-1)).Select(sum => -sum)];
        _argument = argument is null ? null : Standings(logProbabilities, argument.Token);
        _answer = Standings(logProbabilities, answer.Token);
    }

    public StateReading Read(int row, double cosine) => new(_top[row], _argument?[row], _answer[row], _entropy[row], cosine);

    private static TokenStanding[] Standings(Tensor logProbabilities, int token)
    {
        var own = logProbabilities.narrow(1, token, 1);                                                      // [n, 1]
        var above = Numbers(logProbabilities.gt(own).sum(-1).to(float32));
        return [.. Numbers(own.exp().squeeze(1)).Zip(above, (probability, count) => new TokenStanding(token, probability, (int)count + 1))];
    }

    private static double[] Numbers(Tensor values) => [.. values.ToFloats().Select(value => (double)value)];
}
