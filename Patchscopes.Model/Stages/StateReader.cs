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
        _entropy = Distributions.Entropies(logProbabilities);
        _argument = argument is null ? null : Standings(logProbabilities, argument.Token);
        _answer = Standings(logProbabilities, answer.Token);
    }

    public StateReading Read(int row, double cosine) => new(_top[row], _argument?[row], _answer[row], _entropy[row], cosine);

    private static TokenStanding[] Standings(Tensor logProbabilities, int token) =>
        [.. Distributions.Standings(logProbabilities, token).Select(standing => new TokenStanding(token, standing.Probability, standing.Rank))];
}
