using System.Runtime.CompilerServices;
using Patchscopes.Web.Services.Inference;
using Patchscopes.Web.Services.Limits;

namespace Patchscopes.Web.Services.Runs;

/// <summary>Lets readers into runs and out again: what the book decides, the queue carries out.</summary>
internal sealed class RunReception(
    RunBook book, InferenceQueue queue, CellLimit limit, SweepVectors sources, RunTimes times, InferenceMetrics metrics, TimeProvider time, ILogger<SweepJob> log)
{
    /// <summary>The next turn of a page's view.</summary>
    public ViewTurn? Draw(object? view) => book.Draw(view);

    /// <summary>Reads a run, which is started, joined or replayed.</summary>
    /// <exception cref="RequestRefusedException">It is new, and the queue is full or the visitor's address over its limit.</exception>
    public SweepRun Open(CheckedSweep sweep, ViewTurn? turn, CancellationToken cancellationToken)
    {
        var (reader, ended) = book.Read(sweep.Key, () => Queue(sweep), turn);
        TakeOut(ended);
        var place = reader.Run?.Job is { } job ? queue.PlaceOf(job) : 0;
        // Also a reader that never comes to read must not keep the run going.
        var leaving = cancellationToken.Register(() => TakeOut(book.Leave(reader)));
        return new SweepRun(place, ReadAsync(reader, leaving, CancellationToken.None));
    }

    /// <summary>Ends all runs, at the server's end.</summary>
    public void StopAll()
    {
        foreach (var run in book.StopAll())
            TakeOut(run);
    }

    private Run Queue(CheckedSweep sweep)
    {
        var run = new Run(sweep, limit.Charge(sweep.Cost), new CancellationTokenSource());
        run.Job = new SweepJob(run, book, sources, times, metrics, time, log);
        if (queue.TryEnqueue(run.Job))
            return run;
        run.Charge.Settle(undone: 1);
        run.Stop.Dispose();
        throw queue.Refusal();
    }

    private async IAsyncEnumerable<SweepEvent> ReadAsync(
        RunReader reader, CancellationTokenRegistration leaving, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var sweepEvent in reader.ReadAllAsync(cancellationToken))
                yield return sweepEvent;
        }
        finally
        {
            await leaving.DisposeAsync();
            TakeOut(book.Leave(reader));
        }
    }

    private void TakeOut(Run? run)
    {
        if (run?.Job is { } job && queue.Remove(job))
            job.Drop();
    }
}
