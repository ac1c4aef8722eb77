namespace Patchscopes.Web.Services.Runs;

/// <summary>The streams of finished maps, the least recently used thrown away first; guarded by the <see cref="RunBook"/>.</summary>
/// <param name="capacity">The most token readings held in all, or what takes as much memory.</param>
internal sealed class FinishedRuns(int capacity)
{
    private readonly Dictionary<string, LinkedListNode<Entry>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _latestFirst = [];
    private long _held;

    public IReadOnlyList<SweepEvent>? Find(string key)
    {
        if (!_byKey.TryGetValue(key, out var node))
            return null;
        _latestFirst.Remove(node);
        _latestFirst.AddFirst(node);
        return node.Value.Events;
    }

    public void Add(string key, IReadOnlyList<SweepEvent> events, long readings)
    {
        if (readings > capacity)
            return;
        Remove(key);
        _byKey[key] = _latestFirst.AddFirst(new Entry(key, events, readings));
        _held += readings;
        while (_held > capacity)
            Remove(_latestFirst.Last!.Value.Key);
    }

    private void Remove(string key)
    {
        if (!_byKey.Remove(key, out var node))
            return;
        _latestFirst.Remove(node);
        _held -= node.Value.Readings;
    }

    private sealed record Entry(string Key, IReadOnlyList<SweepEvent> Events, long Readings);
}
