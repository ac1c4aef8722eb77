using System.Text.Json;
using System.Text.Json.Serialization;

namespace Patchscopes.Tools.Bench;

/// <summary>What one run of the benchmark measured. All seconds are of a whole map.</summary>
internal sealed record BenchResult
{
    /// <summary>The model whose shape was taken; the weights are random.</summary>
    public required string Shape { get; init; }

    /// <summary>Threads of tensor work.</summary>
    public required int Threads { get; init; }

    /// <summary>Cells of the map.</summary>
    public required int Cells { get; init; }

    /// <summary>Rounds, each of which measured everything once.</summary>
    public required int Rounds { get; init; }

    /// <summary>Best float32 matrix product at large sizes, GFLOP/s.</summary>
    public required double GemmGflops { get; init; }

    /// <summary>One full target forward per cell, timed on a sample and scaled.</summary>
    public required double PerCellSeconds { get; init; }

    /// <summary>Batches of 32 full target forwards, timed on a sample and scaled.</summary>
    public required double BatchedSeconds { get; init; }

    /// <summary>The sweep, from the request to the last cell, source and target run included; the median round.</summary>
    public required double SweepSeconds { get; init; }

    /// <summary>From the request to the first column; the median round.</summary>
    public required double FirstCellsSeconds { get; init; }

    /// <summary>The least arithmetic that gives the map.</summary>
    public required double NeededGflop { get; init; }

    /// <summary>The sweep's rate beside the machine's best.</summary>
    public double ShareOfGemm => NeededGflop / SweepSeconds / GemmGflops;

    public double TimesFasterThanPerCell => PerCellSeconds / SweepSeconds;

    public double TimesFasterThanBatched => BatchedSeconds / SweepSeconds;

    public string ToJson() => JsonSerializer.Serialize(this, BenchJson.Default.BenchResult);

    public string InWords() => FormattableString.Invariant(
        $"""
        {Shape}, {Threads} threads, {Cells} cells, {Rounds} rounds
        (a) float32 matrix product       {GemmGflops,8:0.0} GFLOP/s
        (b) one full forward per cell    {PerCellSeconds,8:0.00} s   ({TimesFasterThanPerCell:0.0} x the sweep)
        (c) batches of 32 full forwards  {BatchedSeconds,8:0.00} s   ({TimesFasterThanBatched:0.0} x the sweep)
        (d) the sweep                    {SweepSeconds,8:0.00} s   (first cells after {FirstCellsSeconds:0.00} s)
            needed arithmetic            {NeededGflop,8:0.0} GFLOP ({ShareOfGemm:0%} of the machine's best)
        """);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BenchResult))]
internal sealed partial class BenchJson : JsonSerializerContext;
