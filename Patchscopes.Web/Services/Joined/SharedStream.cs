using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Patchscopes.Web.Services.Joined;

/// <summary>An answer in lines that several read: each from its first line, whenever it comes. Safe for several threads.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A cancellation source without a timer or links to others holds nothing.")]
internal sealed class SharedStream<T>
{
    private readonly Lock _gate = new();
    private readonly List<T> _lines = [];
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _readers;
    private bool _hasEnded;

    // Set with the count of readers: the cancelling comes after it, and who enters between them would be cancelled too.
    private bool _isGivenUp;

    private Exception? _fault;

    /// <summary>Cancelled when the last reader has left before the end.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Takes part; false where everybody has left already, or it broke.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_fault is not null || _isGivenUp)
                return false;
            _readers++;
            return true;
        }
    }

    /// <summary>Adds a line. The last one is the end too: who leaves when they have it has left nothing undone.</summary>
    public void Add(T line, bool isLast = false) => Tell(() =>
    {
        _lines.Add(line);
        _hasEnded = isLast;
    });

    /// <summary>No more lines come.</summary>
    public void End(Exception? fault = null) => Tell(() => (_hasEnded, _fault) = (true, fault));

    /// <summary>All lines, for one who has entered; leaving the enumeration leaves, and so does cancelling, also for a reader that never comes to read.</summary>
    public IAsyncEnumerable<T> Read(CancellationToken cancellationToken)
    {
        var hasLeft = 0;
        return ReadAsync(LeaveOnce, cancellationToken.Register(LeaveOnce), cancellationToken);

        void LeaveOnce()
        {
            if (Interlocked.Exchange(ref hasLeft, 1) == 0)
                Leave();
        }
    }

    /// <summary>Leaves without having read.</summary>
    public void Leave()
    {
        bool isLast;
        lock (_gate)
            isLast = _isGivenUp = --_readers == 0 && !_hasEnded;
        if (isLast)
            _stop.Cancel();
    }

    private async IAsyncEnumerable<T> ReadAsync(Action leave, CancellationTokenRegistration leaving, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            for (var at = 0; ; at++)
            {
                while (NextAt(at) is { } more)
                    await more.WaitAsync(cancellationToken);
                if (!TryGet(at, out var line))
                    yield break;
                yield return line;
            }
        }
        finally
        {
            await leaving.DisposeAsync();
            leave();
        }
    }

    /// <summary>What to wait for before the line at a place can be had; null where it is there, or will not come.</summary>
    private Task? NextAt(int at)
    {
        lock (_gate)
            return at < _lines.Count || _hasEnded ? null : _more.Task;
    }

    private bool TryGet(int at, out T line)
    {
        lock (_gate)
        {
            if (at < _lines.Count)
            {
                line = _lines[at];
                return true;
            }
            line = default!;
            return _fault is null ? false : throw Again(_fault);
        }
    }

    private void Tell(Action change)
    {
        TaskCompletionSource told;
        lock (_gate)
        {
            change();
            (told, _more) = (_more, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        told.SetResult();
    }

    /// <summary>Each reader gets an exception of its own: a thrown one keeps the stack of who threw it.</summary>
    private static Exception Again(Exception fault) => fault is RequestRefusedException refused
        ? new RequestRefusedException(refused.Reason, refused.Field, refused.Message, refused) { RetryAfter = refused.RetryAfter }
        : new InvalidOperationException("The work that was shared broke.", fault);
}
