using System.Diagnostics.CodeAnalysis;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Patching.Mappings;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services.Inference;

namespace Patchscopes.Web.Services.Runs;

/// <summary>Computes a run's map on the inference thread and writes it to the run's readers, column by column.</summary>
internal sealed class SweepJob(
    Run run, RunBook book, SweepVectors sources, RunTimes times, InferenceMetrics metrics, TimeProvider time, ILogger<SweepJob> log) : InferenceJob(run.Sweep.Work)
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
            var cellsFrom = Compute(either.Token);
            if (run.CellsDone != _sweep.Plan.Cells)
                throw new InvalidOperationException($"The engine gave {run.CellsDone} of {_sweep.Plan.Cells} cells.");
            var seconds = time.GetElapsedTime(from).TotalSeconds;
            times.Add(name, _sweep.Rows, time.GetElapsedTime(cellsFrom).TotalSeconds);
            metrics.Finished(name, _sweep.Plan.Cells, seconds);
            log.Finished(name, _sweep.Plan.Cells, seconds);
            book.End(run, new SweepDone(seconds));
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            log.Stopped(name, run.CellsDone, _sweep.Plan.Cells);
            book.End(run, new SweepCancelled());
        }
        catch (MappingException refused)
        {
            log.Stopped(name, run.CellsDone, _sweep.Plan.Cells);
            book.End(run, new SweepFailed(refused.Message));
        }
        catch (Exception error)
        {
            log.Broke(name, error);
            book.End(run, new SweepFailed(Words.Broken(name, "Cells", error)));
        }
    }

    public override void Drop() => book.End(run, new SweepCancelled());

    /// <summary>Gives when the cells were begun: before them a map may be fitted, which says nothing of what cells take.</summary>
    private long Compute(CancellationToken cancellationToken)
    {
        var (vectors, maps) = sources.Of(_sweep, cancellationToken);
        var from = time.GetTimestamp();
        if (maps is not null)
            book.Publish(run, Read(maps));
        book.Publish(run, Read(_sweep.Model.ReadUnpatched(_sweep.Plan, cancellationToken)));
        _sweep.Model.Sweep(_sweep.Plan, vectors, column => book.Publish(run, Read(column)), cancellationToken);
        if (_sweep.Written.Count > 0)
            _sweep.Model.WriteCells(_sweep.Plan, vectors, _sweep.Written, _sweep.NewTokens, written => book.Publish(run, Read(written)), cancellationToken);
        return from;
    }

    private SweepFitted Read(AffineMaps maps) => new(maps.Positions, maps.HeldOut,
        [.. _sweep.Plan.SourceLayers.SelectMany(_ => _sweep.Plan.TargetLayers, (from, to) => new FittedPair(from, to, maps.Maps[(from, to)].R2))]);

    private SweepWritten Read(IReadOnlyList<WrittenCell> written) => new([.. written.Select(cell =>
    {
        IReadOnlyList<Token> tokens = [.. cell.Tokens.Select(_sweep.Model.Describe)];
        var text = string.Concat(tokens.Select(token => token.Text));
        bool? holds = _sweep.Answers.Count == 0 ? null
            : _sweep.Answers.Any(answer => AnswerMatch.Holds(text, string.Concat(answer.Select(token => token.Text))));
        return new CellText(cell.Source, cell.Target, tokens, holds);
    })]);

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
