using System.CommandLine;
using Patchscopes.Model.Running;
using Patchscopes.Tools.Bench;

namespace Patchscopes.Tools.Commands;

/// <summary>bench: the sweep beside plain implementations and the machine's own limit.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var shape = new Option<string>("--shape") { Description = "The model whose shape is taken; the weights are random.", Required = true };
        shape.AcceptOnlyFromAmong([.. BenchShape.Names]);
        var json = new Option<FileInfo?>("--json") { Description = "Also writes the figures to this file, as one JSON object." };
        var threads = CountOption.Create("--threads", "Threads of tensor work; every core by default.", Environment.ProcessorCount);
        var rounds = CountOption.Create("--rounds", "Rounds; the median counts.", 5);
        var command = new Command("bench", "Times a whole map: one forward per cell, batches of forwards, and the sweep.") { shape, json, threads, rounds };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(shape), parsed.GetValue(json), parsed.GetRequiredValue(threads), parsed.GetRequiredValue(rounds), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(string shape, FileInfo? json, int threads, int rounds, TextWriter output)
    {
        TorchSettings.Start(threads);
        var result = SweepBench.Run(shape, BenchShape.Config(shape), rounds, threads);
        output.WriteLine(result.InWords());
        if (json is not null)
            File.WriteAllText(json.FullName, result.ToJson() + "\n");
        return 0;
    }
}
