using System.Diagnostics.CodeAnalysis;

namespace Patchscopes.Web.Services.Joined;

/// <summary>
/// Answers by what determines them: what several ask for at once is computed once, and the latest whole answers are
/// remembered, so that a class that looks at one thing costs what one visitor does. Safe for several threads.
/// </summary>
/// <param name="budget">What whole answers may weigh together; the least recently used leave first.</param>
/// <param name="weigh">What remembering a line takes of it.</param>
/// <param name="isEnd">Whether a line is the last one of a whole answer.</param>
internal sealed class SharedAnswers<T>(long budget, Func<T, long> weigh, Func<T, bool> isEnd)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _latestFirst = [];
    private long _held;

    /// <summary>Reads an answer: joined, remembered, or computed now.</summary>
    /// <param name="key">Everything that determines it.</param>
    /// <param name="open">Starts to compute it; what it throws, everybody who waits for it gets.</param>
    /// <param name="cancellationToken">Leaves; the work stops when nobody reads it.</param>
    public async Task<IAsyncEnumerable<T>> ReadAsync(string key, Func<CancellationToken, Task<IAsyncEnumerable<T>>> open, CancellationToken cancellationToken)
    {
        var (entry, isNew) = Enter(key);
        // Not where the first one asks from: a circuit that is busy, or gone, would hold up everybody's lines.
        if (isNew)
            _ = Task.Run(() => OpenAsync(entry, open), CancellationToken.None);
        try
        {
            await entry.Opened.Task.WaitAsync(cancellationToken);
        }
        catch
        {
            entry.Stream.Leave();
            throw;
        }
        return entry.Stream.Read(cancellationToken);
    }

    /// <summary>The same of an answer that is one object.</summary>
    public async Task<T> GetAsync(string key, Func<CancellationToken, Task<T>> compute, CancellationToken cancellationToken)
    {
        var lines = await ReadAsync(key, async stopped => Once(await compute(stopped)), cancellationToken);
        await foreach (var line in lines.WithCancellation(cancellationToken))
            return line;
        throw new OperationCanceledException(cancellationToken);
    }

    private (Entry Entry, bool IsNew) Enter(string key)
    {
        lock (_gate)
        {
            if (_byKey.TryGetValue(key, out var node) && node.Value.Stream.TryEnter())
            {
                _latestFirst.Remove(node);
                _latestFirst.AddFirst(node);
                return (node.Value, false);
            }
            if (node is not null)
                Forget(node);
            var entry = new Entry(key, new SharedStream<T>());
            entry.Stream.TryEnter();
            _byKey[key] = _latestFirst.AddFirst(entry);
            return (entry, true);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whoever waits for the answer gets the exception.")]
    private async Task OpenAsync(Entry entry, Func<CancellationToken, Task<IAsyncEnumerable<T>>> open)
    {
        IAsyncEnumerable<T> lines;
        try
        {
            lines = await open(entry.Stream.Stopped);
        }
        catch (Exception fault)
        {
            Forget(entry);
            entry.Stream.End(fault);
            entry.Opened.SetException(fault);
            // Whoever waited has heard of it; where nobody does any more, that is no error.
            _ = entry.Opened.Task.Exception;
            return;
        }
        entry.Opened.SetResult();
        await CopyAsync(entry, lines);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whoever reads the answer gets the exception.")]
    private async Task CopyAsync(Entry entry, IAsyncEnumerable<T> lines)
    {
        var (isWhole, weight) = (false, 0L);
        Exception? broke = null;
        try
        {
            await foreach (var line in lines)
            {
                isWhole = isEnd(line);
                weight += weigh(line);
                if (isWhole)
                    Remember(entry, weight);
                entry.Stream.Add(line, isWhole);
            }
        }
        catch (Exception fault)
        {
            broke = fault;
        }
        if (!isWhole)
            Forget(entry);
        entry.Stream.End(broke);
    }

    /// <summary>An answer counts when it is whole: until then, who asks for the same must find it, whatever it weighs.</summary>
    private void Remember(Entry entry, long weight)
    {
        lock (_gate)
        {
            if (!_byKey.TryGetValue(entry.Key, out var node) || node.Value != entry)
                return;
            // One that is too heavy by itself would only push out all others.
            if (weight > budget)
            {
                Forget(node);
                return;
            }
            (entry.IsWhole, entry.Weight) = (true, weight);
            _held += weight;
            for (var at = _latestFirst.Last; _held > budget && at is not null;)
            {
                var least = at;
                at = at.Previous;
                if (least.Value.IsWhole)
                    Forget(least);
            }
        }
    }

    private void Forget(Entry entry)
    {
        lock (_gate)
        {
            if (_byKey.TryGetValue(entry.Key, out var node) && node.Value == entry)
                Forget(node);
        }
    }

    private void Forget(LinkedListNode<Entry> node)
    {
        _latestFirst.Remove(node);
        _byKey.Remove(node.Value.Key);
        _held -= node.Value.Weight;
    }

    private static async IAsyncEnumerable<T> Once(T value)
    {
        await Task.CompletedTask;
        yield return value;
    }

    private sealed class Entry(string key, SharedStream<T> stream)
    {
        public string Key { get; } = key;

        public SharedStream<T> Stream { get; } = stream;

        /// <summary>Whether it is remembered; else it is still being computed.</summary>
        public bool IsWhole { get; set; }

        /// <summary>What it takes of the budget; nothing until it is whole.</summary>
        public long Weight { get; set; }

        /// <summary>Done when the work was accepted.</summary>
        public TaskCompletionSource Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
