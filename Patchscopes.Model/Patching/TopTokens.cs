using Patchscopes.Model.Architecture;
using static TorchSharp.torch;

namespace Patchscopes.Model.Patching;

/// <summary>The most probable tokens of logits, chosen before anything leaves the device.</summary>
internal static class TopTokens
{
    /// <summary>For each row of logits [rows, V] its <paramref name="count"/> most probable tokens, falling.</summary>
    public static IReadOnlyList<TokenProbability>[] Of(Tensor logits, int count)
    {
        using var scope = NewDisposeScope();
        var (values, indices) = softmax(logits.to(float32), -1).topk((int)Math.Min(count, logits.shape[^1]), -1, largest: true, sorted: true);
        var probabilities = values.ToFloats();
        var tokens = indices.cpu().contiguous().data<long>().ToArray();
        var perRow = (int)values.shape[^1];
        return [.. Enumerable.Range(0, (int)logits.shape[0]).Select(row => (IReadOnlyList<TokenProbability>)
            [.. Enumerable.Range(row * perRow, perRow).Select(at => new TokenProbability((int)tokens[at], probabilities[at]))])];
    }
}
