using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using static TorchSharp.torch;

namespace Patchscopes.Model.Running;

/// <summary>
/// A prompt's run without interventions: the residual stream after every layer at every position and the keys and values
/// of every block. Source and target of a sweep are both read from such runs, so another clicked token costs no new one.
/// </summary>
internal sealed class CleanRun : IDisposable
{
    private readonly Capture _capture;
    private readonly KeyValueCache _cache;

    private CleanRun(IReadOnlyList<int> tokens, Capture capture, KeyValueCache cache) => (Tokens, _capture, _cache) = (tokens, capture, cache);

    public IReadOnlyList<int> Tokens { get; }

    /// <summary>Whether what happens inside the blocks was kept too.</summary>
    public bool HasWrites => !_capture.ResidualOnly;

    /// <param name="decoder">The model.</param>
    /// <param name="tokens">The prompt.</param>
    /// <param name="keepsWrites">Whether what attention and feed-forward layers write is kept too.</param>
    /// <param name="cancellationToken">Polled between blocks.</param>
    public static CleanRun Of(Decoder decoder, IReadOnlyList<int> tokens, bool keepsWrites, CancellationToken cancellationToken)
    {
        var capture = new Capture { ResidualOnly = !keepsWrites };
        var cache = new KeyValueCache(decoder.Config.Blocks);
        try
        {
            using var scope = NewDisposeScope();
            new ForwardPass(decoder, [], tokens.Count, cancellationToken).Run(tokens, 0, cache, capture);
            return new CleanRun([.. tokens], capture, cache);
        }
        catch
        {
            capture.Dispose();
            cache.Dispose();
            throw;
        }
    }

    /// <summary>The residual stream after a layer, [T, d].</summary>
    public Tensor States(Layer layer) => _capture.Residual[layer.Index + 1][0];

    /// <summary>The residual stream between attention and feed-forward layer of a block, [T, d].</summary>
    public Tensor Mid(Layer layer) => _capture.Mid[layer.Index][0];

    /// <summary>What a site of a layer holds, [T, d].</summary>
    public Tensor At(PatchSite site, Layer layer) => _capture.At(site, layer)[0];

    /// <summary>Keys of the first P tokens in a block, [1, K, P, dₕ]; null for none.</summary>
    public Tensor? PrefixKey(int block, int tokens) => tokens == 0 ? null : _cache.Key(block).narrow(2, 0, tokens);

    /// <summary>Values of the first P tokens in a block, [1, K, P, dₕ]; null for none.</summary>
    public Tensor? PrefixValue(int block, int tokens) => tokens == 0 ? null : _cache.Value(block).narrow(2, 0, tokens);

    public void Dispose()
    {
        _capture.Dispose();
        _cache.Dispose();
    }
}
