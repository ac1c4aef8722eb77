using System.CommandLine;
using System.Globalization;
using Patchscopes.Model.Training;
using Spectre.Console;

namespace Patchscopes.Tools.Commands;

/// <summary>train atlas: trains the embedded model from its tables of facts, or goes on from the last checkpoint.</summary>
internal static class TrainAtlasCommand
{
    private static readonly Option<DirectoryInfo> Output = new("--output")
    {
        Description = "Folder for the finished model.",
        DefaultValueFactory = _ => new DirectoryInfo(InRepository("Patchscopes.Model", "Embedded", "atlas")),
    };

    private static readonly Option<DirectoryInfo> Work = new("--work")
    {
        Description = "Folder for checkpoints and the log; a training found there goes on.",
        DefaultValueFactory = _ => new DirectoryInfo(InRepository("training", "atlas")),
    };

    private static readonly Option<int> Threads = CountOption.Create("--threads", "Threads for the arithmetic.", Environment.ProcessorCount);

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Decides the first weights and the corpus.",
        DefaultValueFactory = _ => 1,
    };

    public static Command Create()
    {
        var command = new Command("atlas", "Trains the embedded model from scratch on this machine, one to two hours on two cores.") { Output, Work, Threads, Seed };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(Options(parsed), AnsiConsole.Console, cancellation)));
        return command;
    }

    private static TrainingOptions Options(ParseResult parsed) => new()
    {
        OutputFolder = parsed.GetRequiredValue(Output).FullName,
        WorkFolder = parsed.GetRequiredValue(Work).FullName,
        Threads = parsed.GetValue(Threads),
        Seed = parsed.GetValue(Seed),
    };

    /// <summary>Trains under a progress bar; the log goes to the console and to train.log in the work folder.</summary>
    private static int Run(TrainingOptions options, IAnsiConsole console, CancellationToken cancellation)
    {
        Directory.CreateDirectory(options.WorkFolder);
        using var log = new StreamWriter(Path.Combine(options.WorkFolder, "train.log"), append: true) { AutoFlush = true };
        void Log(string line)
        {
            log.WriteLine(line);
            console.WriteLine(line);
        }
        try
        {
            console.Progress().Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
                .Start(context => Train(options, context.AddTask("starting"), Log, cancellation));
            return 0;
        }
        catch (OperationCanceledException)
        {
            console.WriteLine($"Stopped. The state is in {options.WorkFolder}; the same command goes on from there.");
            return 1;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            console.WriteLine($"The training could not go on: {error.Message}");
            return 1;
        }
    }

    private static void Train(TrainingOptions options, ProgressTask bar, Action<string> log, CancellationToken cancellation)
    {
        void Report(TrainingProgress progress)
        {
            bar.MaxValue = progress.Steps;
            bar.Value = progress.Step;
            bar.Description = string.Create(CultureInfo.InvariantCulture,
                $"{progress.Phase}: step {progress.Step:N0} of {progress.Steps:N0}, loss {progress.Loss:0.000}, {progress.TokensPerSecond:N0} tokens/s, {progress.Remaining:h\\:mm\\:ss} left");
        }
        new AtlasTraining(options, Report, log).Run(cancellation);
    }

    /// <summary>A path below the folder of the solution, or below the current folder where there is none above it.</summary>
    private static string InRepository(params string[] parts)
    {
        var here = new DirectoryInfo(Environment.CurrentDirectory);
        var root = here;
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Patchscopes.sln")))
            root = root.Parent;
        return Path.Combine([(root ?? here).FullName, .. parts]);
    }
}
