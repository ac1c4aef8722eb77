using static TorchSharp.torch;

namespace Patchscopes.Model.Running;

/// <summary>Keys and values of the tokens read so far, per block [1, K, P, dₕ], keys already turned. Owns its tensors, outside every dispose scope.</summary>
internal sealed class KeyValueCache(int blocks) : IDisposable
{
    private readonly Tensor?[] _keys = new Tensor?[blocks];
    private readonly Tensor?[] _values = new Tensor?[blocks];

    public Tensor Key(int block) => _keys[block] ?? throw new InvalidOperationException($"Block {block} has not run yet.");

    public Tensor Value(int block) => _values[block] ?? throw new InvalidOperationException($"Block {block} has not run yet.");

    /// <summary>Adds the keys and values of new tokens and gives back those of all.</summary>
    public (Tensor Key, Tensor Value) Append(int block, Tensor key, Tensor value) =>
        (Append(_keys, block, key), Append(_values, block, value));

    public void Dispose()
    {
        foreach (var tensor in _keys.Concat(_values))
            tensor?.Dispose();
    }

    private static Tensor Append(Tensor?[] cache, int block, Tensor more)
    {
        using var before = cache[block];
        var all = before is null ? more.contiguous().alias() : cat([before, more], 2);
        return cache[block] = all.DetachFromDisposeScope();
    }
}
