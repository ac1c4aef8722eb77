using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using static TorchSharp.torch;

namespace Patchscopes.Model.Running;

/// <summary>Greedy continuation of a prompt, with interventions in the prompt pass carried on by the cache.</summary>
internal sealed class Continuation(Decoder decoder, IReadOnlyList<Intervention> interventions, CancellationToken cancellationToken)
{
    /// <summary>
    /// Up to <paramref name="count"/> new tokens; fewer where <paramref name="endsBefore"/> a token the text ends, or the
    /// context is full. <paramref name="readPrompt"/> sees the residual stream of the prompt after the last block, [T, d], before anything is written.
    /// </summary>
    public IReadOnlyList<int> Write(IReadOnlyList<int> prompt, int count, Predicate<int> endsBefore, Action<Tensor>? readPrompt = null)
    {
        using var scope = NewDisposeScope();
        using var cache = new KeyValueCache(decoder.Config.Blocks);
        var pass = new ForwardPass(decoder, interventions, prompt.Count, cancellationToken);
        var written = new List<int>();
        var next = prompt;
        for (var start = 0; start + next.Count <= decoder.Config.Context; start += next.Count, next = [written[^1]])
        {
            using var step = NewDisposeScope();
            var x = pass.Run(next, start, cache, null);
            if (start == 0)
                readPrompt?.Invoke(x[0]);
            if (written.Count == count)
                break;
            var token = (int)decoder.Unembed(x[0, -1]).argmax().item<long>();
            if (endsBefore(token))
                break;
            written.Add(token);
            if (written.Count == count)
                break;
        }
        return written;
    }
}
