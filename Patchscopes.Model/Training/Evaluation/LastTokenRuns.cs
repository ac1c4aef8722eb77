using Patchscopes.Model.Architecture;
using static TorchSharp.torch;

namespace Patchscopes.Model.Training.Evaluation;

/// <summary>
/// Clean runs of many prompts, kept so that a change at each prompt's last token costs one token per prompt: no other
/// position sees it. Owns its tensors.
/// </summary>
internal sealed class LastTokenRuns : IDisposable
{
    private readonly Decoder _decoder;
    private readonly Tensor _ends;                                      // [R, 1]: where each last token stands
    private readonly Tensor _seen;                                      // [R, T + 1]: where the tokens that it may attend to stand
    private readonly List<(Tensor Key, Tensor Value)> _heads = [];      // [R, K, T, dₕ] for each block
    private readonly List<Tensor> _before = [];                         // [R, 1, d] for each block: its input at the last token

    /// <summary>Runs the prompts.</summary>
    public LastTokenRuns(Decoder decoder, IReadOnlyList<IReadOnlyList<int>> prompts)
    {
        _decoder = decoder;
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var length = prompts.Max(prompt => prompt.Count);
        var ids = tensor(prompts.SelectMany(prompt => prompt.Concat(Enumerable.Repeat(0, length - prompt.Count)).Select(id => (long)id)).ToArray(), [prompts.Count, length], device: decoder.Device);
        var last = tensor(prompts.Select((prompt, row) => (long)(row * length) + prompt.Count - 1).ToArray(), device: decoder.Device);
        var positions = TensorArithmetic.Range(0, length, decoder.Device);
        var ends = tensor(prompts.Select(prompt => prompt.Count - 1L).ToArray(), device: decoder.Device).unsqueeze(1);
        // The keys and values at and after the last token are not used: the token brings its own, changed ones.
        // They are put behind it, where no token looks.
        var unseen = TensorArithmetic.Range(length, 1, decoder.Device);
        _seen = cat([where(positions.unsqueeze(0).lt(ends), positions.unsqueeze(0), unseen), ends], 1).DetachFromDisposeScope();
        _ends = ends.DetachFromDisposeScope();
        var places = Places.After(decoder, 0, length);
        var x = decoder.Embed(ids, positions.expand(prompts.Count, -1));
        for (var block = 0; block < decoder.Config.Blocks; block++)
        {
            using var step = NewDisposeScope();
            _before.Add(x.reshape(-1, x.shape[2]).index_select(0, last).unsqueeze(1).DetachFromDisposeScope());
            var (query, key, value) = decoder.ProjectHeads(block, decoder.AttentionNormed(block, x), places[block]);
            _heads.Add((key.DetachFromDisposeScope(), value.DetachFromDisposeScope()));
            var mid = decoder.AfterAttention(block, x, decoder.AttentionWrite(block, query, key, value, places[block]));
            x = decoder.AfterFeedForward(block, mid, decoder.FeedForwardWrite(block, x, mid)).MoveToOuterDisposeScope();
        }
    }

    /// <summary>
    /// The top-1 token of some prompts if the feed-forward layers of blocks <paramref name="first"/> …
    /// <paramref name="last"/> write nothing at the last token.
    /// </summary>
    public IReadOnlyList<int> TopWithoutFeedForward(IReadOnlyList<int> rows, int first, int last)
    {
        if (rows.Count == 0)
            return [];
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var at = tensor(rows.Select(row => (long)row).ToArray(), device: _decoder.Device);
        var places = Places.Of(_decoder, _ends.index_select(0, at), _seen.index_select(0, at));
        var x = _before[first].index_select(0, at);                                                          // [n, 1, d]
        for (var block = first; block < _decoder.Config.Blocks; block++)
        {
            var (query, key, value) = _decoder.ProjectHeads(block, _decoder.AttentionNormed(block, x), places[block]);
            var keys = cat([_heads[block].Key.index_select(0, at), key], 2);
            var values = cat([_heads[block].Value.index_select(0, at), value], 2);
            var mid = _decoder.AfterAttention(block, x, _decoder.AttentionWrite(block, query, keys, values, places[block]));
            x = _decoder.AfterFeedForward(block, mid, block > last ? _decoder.FeedForwardWrite(block, x, mid) : zeros_like(mid));
        }
        return [.. _decoder.Unembed(x[.., 0]).argmax(-1).cpu().data<long>().ToArray().Select(id => (int)id)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ends.Dispose();
        _seen.Dispose();
        foreach (var tensor in _before.Concat(_heads.SelectMany(heads => new[] { heads.Key, heads.Value })))
            tensor.Dispose();
    }
}
