using Microsoft.Extensions.Options;
using Patchscopes.Web.Configuration;

namespace Patchscopes.Web.Services.Inference;

/// <summary>
/// The bounded queue before the inference thread. Small jobs go before large ones, equal ones in the order they came;
/// no job is overtaken more than <see cref="MostOvertakings"/> times, so that a large one comes to its turn.
/// </summary>
internal sealed class InferenceQueue(IOptions<InferenceOptions> options)
{
    public const int MostOvertakings = 32;

    private readonly object _gate = new();
    private readonly LinkedList<InferenceJob> _urgent = [];
    private readonly List<InferenceJob> _waiting = [];
    private bool _busy;
    private bool _closed;

    /// <summary>Whether something waits that goes before all that is counted.</summary>
    public bool HasUrgent
    {
        get
        {
            lock (_gate)
                return _urgent.Count > 0;
        }
    }

    /// <summary>How many jobs wait.</summary>
    public int Length
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>The words for a job that found no place.</summary>
    public RequestRefusedException Refusal()
    {
        lock (_gate)
            return new(RefusalReason.Busy, null, _closed ? Words.Stopping : $"All {options.Value.QueueLength} places of the queue are taken: ask again in a few seconds.");
    }

    /// <summary>Queues a job; false when all places are taken or the server stops.</summary>
    public bool TryEnqueue(InferenceJob job)
    {
        lock (_gate)
        {
            if (_closed || _waiting.Count >= options.Value.QueueLength)
                return false;
            _waiting.Add(job);
            Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>
    /// Puts the running job back among those that wait, beyond the bound, for it had its place already. False when none
    /// waits: then it may go on.
    /// </summary>
    public bool GiveWay(InferenceJob running)
    {
        lock (_gate)
        {
            if (_closed || (_urgent.Count == 0 && _waiting.Count == 0))
                return false;
            running.Overtaken = 0;
            _waiting.Add(running);
            return true;
        }
    }

    /// <summary>Queues a job before all others and beyond the bound: others wait for it. False when the server stops.</summary>
    public bool EnqueueUrgent(InferenceJob job)
    {
        lock (_gate)
        {
            if (_closed)
                return false;
            _urgent.AddLast(job);
            Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Takes a waiting job out again; false when it already runs or is done.</summary>
    public bool Remove(InferenceJob job)
    {
        lock (_gate)
            return _waiting.Remove(job);
    }

    /// <summary>How many jobs go before a waiting one, the running one included; 0 when it runs or is done.</summary>
    public int PlaceOf(InferenceJob job)
    {
        lock (_gate)
        {
            var at = _waiting.IndexOf(job);
            if (at < 0)
                return 0;
            var before = _waiting.Where((other, i) => other.Overtaken >= MostOvertakings || other.Work < job.Work || (other.Work == job.Work && i < at));
            return before.Count(other => other != job) + _urgent.Count + (_busy ? 1 : 0);
        }
    }

    /// <summary>Waits for the next job; null once the queue is closed.</summary>
    public InferenceJob? Take()
    {
        lock (_gate)
        {
            _busy = false;
            while (!_closed && _urgent.Count == 0 && _waiting.Count == 0)
                Monitor.Wait(_gate);
            if (_closed)
                return null;
            _busy = true;
            return TakeUrgent() ?? TakeSmallest();
        }
    }

    /// <summary>Takes no further jobs and gives back those that wait.</summary>
    public IReadOnlyList<InferenceJob> Close()
    {
        lock (_gate)
        {
            _closed = true;
            InferenceJob[] left = [.. _urgent, .. _waiting];
            _urgent.Clear();
            _waiting.Clear();
            Monitor.PulseAll(_gate);
            return left;
        }
    }

    private InferenceJob? TakeUrgent()
    {
        if (_urgent.First is not { } first)
            return null;
        _urgent.RemoveFirst();
        return first.Value;
    }

    private InferenceJob TakeSmallest()
    {
        // MinBy takes the first of equals, and the list is in order of arrival.
        var next = _waiting.Find(job => job.Overtaken >= MostOvertakings) ?? _waiting.MinBy(job => job.Work)!;
        var at = _waiting.IndexOf(next);
        foreach (var earlier in _waiting.Take(at))
            earlier.Overtaken++;
        _waiting.RemoveAt(at);
        return next;
    }
}
