using System.CommandLine;
using System.Globalization;
using Patchscopes.Model.Training;
using Spectre.Console;

namespace Patchscopes.Tools.Commands;

/// <summary>train atlas, train atlas-small: trains an embedded model from its tables of facts, or goes on from the last checkpoint.</summary>
internal static class TrainAtlasCommand
{
    private static readonly Option<int> Threads = CountOption.Create("--threads", "Threads for the arithmetic.", Environment.ProcessorCount);

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Decides the first weights and the corpus.",
        DefaultValueFactory = _ => 1,
    };

    /// <param name="model">The model's name, and its folder's.</param>
    /// <param name="time">About how long it takes, in words.</param>
    public static Command Create(string model, string time)
    {
        var output = Folder("--output", "Folder for the finished model.", "Patchscopes.Model", "Embedded", model);
        var work = Folder("--work", "Folder for checkpoints and the log; a training found there goes on.", "training", model);
        var command = new Command(model, $"Trains the embedded model {model} from scratch on this machine, {time} on two cores.") { output, work, Threads, Seed };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            new TrainingOptions
            {
                Model = model,
                OutputFolder = parsed.GetRequiredValue(output).FullName,
                WorkFolder = parsed.GetRequiredValue(work).FullName,
                Threads = parsed.GetValue(Threads),
                Seed = parsed.GetValue(Seed),
            },
            AnsiConsole.Console, cancellation)));
        return command;
    }

    private static Option<DirectoryInfo> Folder(string name, string description, params string[] parts) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => new DirectoryInfo(InRepository(parts)),
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
