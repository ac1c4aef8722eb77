using System.CommandLine;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Running;
using Patchscopes.Model.SeedFigures;

namespace Patchscopes.Tools.Commands;

/// <summary>verify seed-figures: the published maps of GPT-2, computed anew from its weights.</summary>
internal static class VerifySeedFiguresCommand
{
    private const int MostShown = 10;

    public static Command Create()
    {
        var models = new Option<DirectoryInfo>("--models") { Description = "Folder that holds the model folders gpt2 and gpt2-medium.", HelpName = "DIR", Required = true };
        var command = new Command("seed-figures", $"Computes the published figures of gpt2 and gpt2-medium and compares token by token, probabilities within {SeedFigureComparison.Tolerance}.") { models };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(
            Run(SeedFigureCatalog.All, parsed.GetRequiredValue(models).FullName, parsed.InvocationConfiguration.Output, cancellationToken)));
        return command;
    }

    /// <summary>A line per figure, and its first differing cells; 0 only if every figure was computed and is equal.</summary>
    public static int Run(IReadOnlyList<SeedFigure> figures, string models, TextWriter output, CancellationToken cancellationToken)
    {
        TorchSettings.Start(Environment.ProcessorCount);
        var equal = 0;
        foreach (var ofModel in figures.GroupBy(figure => figure.Model))
            equal += RunModel(ofModel.Key, [.. ofModel], models, output, cancellationToken);
        output.WriteLine($"{equal} of {figures.Count} figures are equal.");
        return equal == figures.Count ? 0 : 1;
    }

    private static int RunModel(string name, IReadOnlyList<SeedFigure> figures, string models, TextWriter output, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(models, name);
        try
        {
            if (!Directory.Exists(folder))
                throw new ModelLoadException($"there is no folder {folder}. Put the Hugging Face folder of {name} there.");
            using var model = LoadedModel.Load(name, folder);
            return figures.Count(figure => IsEqual(SeedFigureComparison.Compute(model, figure, cancellationToken), output));
        }
        catch (Exception error) when (error is ModelLoadException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            foreach (var figure in figures)
                output.WriteLine($"FAIL  {figure.InWords}: {error.Message}");
            return 0;
        }
    }

    private static bool IsEqual(SeedFigureComparison comparison, TextWriter output)
    {
        var (figure, differences) = (comparison.Figure, comparison.Differences);
        output.WriteLine($"{(differences.Count == 0 ? "pass" : "FAIL")}  {figure.InWords}: {figure.Cells - differences.Count} of {figure.Cells} cells equal, "
            + $"largest difference of a probability {comparison.LargestDifference:0.0000}");
        foreach (var cell in differences.Take(MostShown))
        {
            output.WriteLine($"      source {cell.Source}, target {cell.Target}: published \"{cell.Published}\" {cell.PublishedProbability:0.0000}, "
                + $"here \"{cell.Found}\" {cell.FoundProbability:0.0000}");
        }
        return differences.Count == 0;
    }
}
