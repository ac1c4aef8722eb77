using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Running;

/// <summary>Keeps the last few clean runs of a model: while someone plays with one prompt, the other is not run again.</summary>
internal sealed class CleanRunMemory(Decoder decoder) : IDisposable
{
    private const int MostRuns = 8;

    /// <summary>Numbers kept in all, about 256 MB in float32.</summary>
    private const long MostNumbers = 1L << 26;

    private readonly LinkedList<CleanRun> _runs = new();

    /// <summary>The run of a prompt; stays valid at least until the next two calls.</summary>
    /// <param name="tokens">The prompt.</param>
    /// <param name="needsWrites">Whether what attention and feed-forward layers write is needed too.</param>
    /// <param name="cancellationToken">Polled between blocks.</param>
    public CleanRun Get(IReadOnlyList<int> tokens, bool needsWrites, CancellationToken cancellationToken)
    {
        var found = _runs.FirstOrDefault(run => run.Tokens.SequenceEqual(tokens) && (run.HasWrites || !needsWrites));
        if (found is not null)
            _runs.Remove(found);
        found ??= CleanRun.Of(decoder, tokens, needsWrites, cancellationToken);
        _runs.AddFirst(found);
        while (_runs.Count > 2 && (_runs.Count > MostRuns || _runs.Sum(Numbers) > MostNumbers))
        {
            _runs.Last!.Value.Dispose();
            _runs.RemoveLast();
        }
        return found;
    }

    /// <summary>Lets go of every run.</summary>
    public void Clear()
    {
        foreach (var run in _runs)
            run.Dispose();
        _runs.Clear();
    }

    public void Dispose() => Clear();

    private long Numbers(CleanRun run) => (long)run.Tokens.Count * decoder.Config.Blocks
        * (((run.HasWrites ? 4 : 1) * decoder.Config.Width) + (2 * decoder.Config.KeyValueHeads * decoder.Config.HeadSize));
}
