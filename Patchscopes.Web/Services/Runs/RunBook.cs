using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Patchscopes.Web.Configuration;

namespace Patchscopes.Web.Services.Runs;

/// <summary>
/// Who reads which run. Identical runs are joined, finished ones replayed, and a run stops when its last reader leaves.
/// One lock guards all of it, so that nobody joins a run in the moment it is given up.
/// </summary>
internal sealed class RunBook(IOptions<InferenceOptions> options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Run> _open = new(StringComparer.Ordinal);
    private readonly FinishedRuns _finished = new(options.Value.CachedReadings);
    private readonly ConditionalWeakTable<object, RunView> _views = [];

    /// <summary>Draws a turn for a page's next run: what is asked for later wins, even if its checks take less time.</summary>
    public ViewTurn? Draw(object? view)
    {
        if (view is null)
            return null;
        lock (_gate)
        {
            var known = _views.GetOrCreateValue(view);
            return new ViewTurn(known, ++known.Asked);
        }
    }

    /// <summary>Reads a run from its first event: a finished or an open one, or a new one.</summary>
    /// <param name="key">What determines the run.</param>
    /// <param name="start">Makes and queues a new one; may refuse by exception.</param>
    /// <param name="turn">Its turn in a page's view, or null.</param>
    /// <returns>The reader, and the run that this one ended in its view, if nobody else reads it.</returns>
    public (RunReader Reader, Run? Ended) Read(string key, Func<Run> start, ViewTurn? turn)
    {
        lock (_gate)
        {
            if (turn is not null && turn.Number < turn.View.Shown)
                return (new RunReader([new SweepCancelled()], null), null);
            var reader = Open(key, start);
            return (reader, turn is null ? null : Show(turn, reader));
        }
    }

    /// <summary>Writes what was computed to all readers of a run.</summary>
    public void Publish(Run run, SweepEvent computed)
    {
        lock (_gate)
        {
            if (run.HasEnded)
                return;
            if (computed is SweepCells cells)
                run.CellsDone += cells.Cells.Count;
            Write(run, computed);
        }
    }

    /// <summary>Writes the last event of a run.</summary>
    public void End(Run run, SweepEvent last)
    {
        lock (_gate)
        {
            if (run.HasEnded)
                return;
            Write(run, last);
            run.HasEnded = true;
            run.Charge.Settle(1 - (run.CellsDone / (double)run.Sweep.Plan.Cells));
            Forget(run);
            foreach (var reader in run.Readers)
                reader.End();
            run.Readers.Clear();
            run.Stop.Dispose();
            if (last is SweepDone)
                _finished.Add(run.Sweep.Key, run.Events, run.Sweep.Readings);
        }
    }

    /// <summary>A reader reads no more. Gives the run when it was the last one and the run is now to be stopped.</summary>
    public Run? Leave(RunReader reader)
    {
        lock (_gate)
            return LeaveLocked(reader, new OperationCanceledException("The reader has left the run."));
    }

    /// <summary>Tells all open runs to stop, for the server's end.</summary>
    public IReadOnlyList<Run> StopAll()
    {
        lock (_gate)
        {
            Run[] all = [.. _open.Values];
            foreach (var run in all)
                run.Stop.Cancel();
            return all;
        }
    }

    private RunReader Open(string key, Func<Run> start)
    {
        if (_finished.Find(key) is { } events)
            return new RunReader(events, null);
        if (!_open.TryGetValue(key, out var run))
            _open[key] = run = start();
        var reader = new RunReader(run.Events, run);
        run.Readers.Add(reader);
        return reader;
    }

    /// <summary>The older reader of the view is told so and leaves; joined already, the newer one keeps a common run alive.</summary>
    private Run? Show(ViewTurn turn, RunReader reader)
    {
        var older = turn.View.Reader;
        (turn.View.Shown, turn.View.Reader) = (turn.Number, reader);
        if (older is null)
            return null;
        older.Write(new SweepCancelled());
        return LeaveLocked(older, null);
    }

    private Run? LeaveLocked(RunReader reader, Exception? because)
    {
        var run = reader.Run;
        reader.End(because);
        if (run is null || !run.Readers.Remove(reader) || run.Readers.Count > 0)
            return null;
        // From here on the same request is a new run.
        Forget(run);
        run.Stop.Cancel();
        return run;
    }

    private void Forget(Run run)
    {
        if (_open.TryGetValue(run.Sweep.Key, out var open) && open == run)
            _open.Remove(run.Sweep.Key);
    }

    private static void Write(Run run, SweepEvent sweepEvent)
    {
        run.Events.Add(sweepEvent);
        foreach (var reader in run.Readers)
            reader.Write(sweepEvent);
    }
}
