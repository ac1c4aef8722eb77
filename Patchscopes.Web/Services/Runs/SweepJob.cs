using System.Diagnostics.CodeAnalysis;
using Patchscopes.Model.Patching;
using Patchscopes.Web.Services.Inference;

namespace Patchscopes.Web.Services.Runs;

/// <summary>Computes a run's map on the inference thread and writes it to the run's readers, column by column.</summary>
internal sealed class SweepJob(
    Run run, RunBook book, RunTimes times, InferenceMetrics metrics, TimeProvider time, ILogger<SweepJob> log) : InferenceJob(run.Sweep.Work)
{
    private readonly CheckedSweep _sweep = run.Sweep;
    private readonly CancellationToken _stop = run.Stop.Token;

    [SuppressMessage("Design", "CA1031", Justification = "The readers are told that the run broke; the log says how.")]
    public override void Run(CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop, stopping);
        var from = time.GetTimestamp();
        var name = _sweep.Model.Description.Name;
        try
        {
            either.Token.ThrowIfCancellationRequested();
            book.Publish(run, Read(_sweep.Model.ReadUnpatched(_sweep.Plan, either.Token)));
            _sweep.Model.Sweep(_sweep.Plan, column => book.Publish(run, Read(column)), either.Token);
            if (run.CellsDone != _sweep.Plan.Cells)
                throw new InvalidOperationException($"The engine gave {run.CellsDone} of {_sweep.Plan.Cells} cells.");
            var seconds = time.GetElapsedTime(from).TotalSeconds;
            times.Add(name, (double)_sweep.Plan.Cells * _sweep.TokensFromPatch, seconds);
            metrics.Finished(name, _sweep.Plan.Cells, seconds);
            log.Finished(name, _sweep.Plan.Cells, seconds);
            book.End(run, new SweepDone(seconds));
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            log.Stopped(name, run.CellsDone, _sweep.Plan.Cells);
            book.End(run, new SweepCancelled());
        }
        catch (Exception error)
        {
            log.Broke(name, error);
            book.End(run, new SweepFailed(Words.Broken(name, "Cells", error)));
        }
    }

    public override void Drop() => book.End(run, new SweepCancelled());

    private SweepUnpatched Read(UnpatchedReading unpatched) => new([.. unpatched.Top.Select(Read)], unpatched.Entropy, unpatched.Answers);

    private SweepCells Read(SweepColumn column) => new(
        [.. column.Cells.Select(cell => new CellReading(cell.Source, cell.Target, [.. cell.Top.Select(Read)])
        {
            Entropy = cell.Entropy,
            UsualProbability = cell.UsualProbability,
            Answers = cell.Answers,
        })]);

    private TokenReading Read(TokenProbability token) => float.IsFinite(token.Probability)
        ? TokenReading.Of(_sweep.Model.Describe(token.Token), token.Probability)
        : throw new NotFiniteNumberException(token.Probability);
}
