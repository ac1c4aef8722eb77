using System.Diagnostics;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;

namespace Patchscopes.Tools.Bench;

/// <summary>
/// Measures the sweep beside plain implementations and the machine's own limit, on random weights. Every round measures
/// each of them once, so that whatever else the machine does hits all alike.
/// </summary>
internal sealed class SweepBench(string shape, DecoderConfig config, LoadedModel model)
{
    /// <summary>Rows of a batch in the paper's code.</summary>
    private const int BatchSize = 32;

    private const int SampledCells = 4;

    private static readonly int[] MatrixSizes = [1024, 2048];

    private readonly SweepPlan _plan = BenchShape.WholeMap(config);
    private readonly List<double> _gemm = [];
    private readonly List<double> _perCell = [];
    private readonly List<double> _perBatch = [];
    private readonly List<double> _sweep = [];
    private readonly List<double> _firstCells = [];

    public static BenchResult Run(string shape, DecoderConfig config, int rounds, int threads)
    {
        using var model = LoadedModel.Of(shape, new Decoder(config, RandomWeights.Of(config, seed: 1)));
        return new SweepBench(shape, config, model).Run(rounds, threads);
    }

    private BenchResult Run(int rounds, int threads)
    {
        // The first round warms caches and libraries up and is thrown away.
        Round(0);
        foreach (var times in new[] { _gemm, _perCell, _perBatch, _sweep, _firstCells })
            times.Clear();
        for (var round = 1; round <= rounds; round++)
            Round(round);
        return new BenchResult
        {
            Shape = shape,
            Threads = threads,
            Cells = _plan.Cells,
            Rounds = rounds,
            GemmGflops = _gemm.Max(),
            PerCellSeconds = Median(_perCell) * _plan.Cells,
            BatchedSeconds = Median(_perBatch) * _plan.Cells / BatchSize,
            SweepSeconds = Median(_sweep),
            FirstCellsSeconds = Median(_firstCells),
            NeededGflop = BenchShape.NeededGflop(config),
        };
    }

    private void Round(int round)
    {
        _gemm.AddRange(MatrixSizes.Select(size => MatrixProductRate.Gflops(size, repeats: 2)));
        TimeSweep();
        foreach (var cell in Sample(SampledCells, round))
            _perCell.Add(Seconds(() => model.PlainLogits(_plan, [cell], CancellationToken.None)));
        var batch = Sample(BatchSize, round);
        _perBatch.Add(Seconds(() => model.PlainLogits(_plan, batch, CancellationToken.None)));
    }

    private void TimeSweep()
    {
        // Otherwise the runs of source and target are remembered.
        model.ForgetRuns();
        var start = Stopwatch.GetTimestamp();
        double? first = null;
        model.Sweep(_plan, _ => first ??= Stopwatch.GetElapsedTime(start).TotalSeconds, CancellationToken.None);
        _sweep.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        _firstCells.Add(first ?? throw new InvalidOperationException("The sweep gave no cell."));
    }

    /// <summary>Cells spread over the map, others in every round.</summary>
    private List<(Layer Source, Layer Target)> Sample(int count, int round) =>
        [.. Enumerable.Range(0, count).Select(i => ((long)i * _plan.Cells / count) + round).Select(cell =>
            (new Layer((int)(cell / config.Blocks % config.Blocks)), new Layer((int)(cell % config.Blocks))))];

    private static double Seconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(List<double> times)
    {
        var sorted = times.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
