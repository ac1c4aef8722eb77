using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Patchscopes.Web.Services.Inference;
using Patchscopes.Web.Services.Limits;

namespace Patchscopes.Web.Services.Stages;

/// <summary>
/// Computes a stream on the inference thread for its one reader, part by part; between two parts it gives way to jobs that
/// wait, so that a long data set does not keep a single trace waiting.
/// </summary>
internal sealed class StageJob<TEvent>(StageWork<TEvent> work, CellCharge charge, CancellationTokenSource stop, InferenceQueue queue, TimeProvider time, ILogger log)
    : InferenceJob(work.Size)
    where TEvent : IStreamEnds<TEvent>
{
    private readonly Lock _gate = new();
    private readonly CancellationToken _stopped = stop.Token;

    // Unbounded, and yet never longer than a model has blocks or a data set rows, and a few.
    private readonly Channel<TEvent> _events = Started(work.Start);

    private IEnumerator<IEnumerable<TEvent>>? _parts;
    private double _seconds;
    private int _done;
    private bool _hasEnded;

    /// <summary>The stream, for one reader.</summary>
    public ChannelReader<TEvent> Events => _events.Reader;

    /// <summary>Tells the job to stop, wherever it is.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            if (!_hasEnded)
                stop.Cancel();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The reader is told that the run broke; the log says how.")]
    public override void Run(CancellationToken stopping)
    {
        try
        {
            while (RunPart() && !queue.GiveWay(this))
            {
                // Nobody waits.
            }
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            log.Stopped(work.Model.Name);
            End(TEvent.Cancelled());
        }
        catch (Exception error)
        {
            log.Broke(work.Model.Name, error);
            End(TEvent.Failed(Words.Broken(work.Model.Name, "Lines", error)));
        }
    }

    public override void Drop() => End(TEvent.Cancelled());

    /// <summary>False when nothing is left to do.</summary>
    private bool RunPart()
    {
        _stopped.ThrowIfCancellationRequested();
        var from = time.GetTimestamp();
        _parts ??= work.Parts(_stopped).GetEnumerator();
        var isPart = _parts.MoveNext();
        // Read out here, for a part may be computed while it is read.
        var lines = isPart ? _parts.Current.ToList() : [];
        _seconds += time.GetElapsedTime(from).TotalSeconds;
        foreach (var line in lines)
            _events.Writer.TryWrite(line);
        if (isPart)
        {
            _done++;
            return true;
        }
        log.Finished(work.Model.Name, _seconds);
        End(TEvent.Done(_seconds));
        return false;
    }

    private void End(TEvent last)
    {
        lock (_gate)
        {
            if (_hasEnded)
                return;
            _hasEnded = true;
            charge.Settle(1 - (_done / (double)work.Count));
            _events.Writer.TryWrite(last);
            _events.Writer.Complete();
            _parts?.Dispose();
            stop.Dispose();
        }
    }

    private static Channel<TEvent> Started(TEvent start)
    {
        var events = Channel.CreateUnbounded<TEvent>(new() { SingleReader = true });
        events.Writer.TryWrite(start);
        return events;
    }
}
