using System.CommandLine;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Running;
using Patchscopes.Tools.Verify.Atlas;
using Spectre.Console;

namespace Patchscopes.Tools.Commands;

/// <summary>verify atlas: the report card of the embedded model.</summary>
internal static class VerifyAtlasCommand
{
    public static Command Create()
    {
        var model = new Option<string?>("--model") { Description = $"Another model to measure: {string.Join(" or ", ModelCatalog.EmbeddedNames)}, or a folder; a folder of that name must reach the same.", HelpName = "NAME|DIR" };
        var json = new Option<FileInfo?>("--json") { Description = "Writes the card into this file, too.", HelpName = "FILE" };
        var maps = new Option<bool>("--maps") { Description = "Prints the maps of the built-in presets." };
        var threads = CountOption.Create("--threads", "Batches of prompts that run side by side.", Environment.ProcessorCount);
        var command = new Command("atlas", "Measures the embedded model and prints its report card; succeeds only if every bound holds.") { model, json, maps, threads };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
            var asked = parsed.GetValue(model) ?? ModelCatalog.EmbeddedName;
            var folder = ModelCatalog.EmbeddedNames.Contains(asked) ? ModelCatalog.EmbeddedFolder(asked) : Path.GetFullPath(asked);
            try
            {
                // The threads go to whole batches instead of to single products.
                TorchSettings.Start(1);
                return Run(folder, parsed.GetValue(threads), parsed.GetValue(json)?.FullName, parsed.GetValue(maps), console);
            }
            catch (Exception error) when (error is ModelLoadException or ArgumentException or IOException or UnauthorizedAccessException)
            {
                parsed.InvocationConfiguration.Error.WriteLine($"The card of {folder} could not be made: {error.Message}");
                return 1;
            }
        });
        return command;
    }

    private static int Run(string folder, int threads, string? json, bool maps, IAnsiConsole console)
    {
        // Found out before the measuring rather than after it.
        if (json is not null && !Directory.Exists(Path.GetDirectoryName(json)))
            throw new DirectoryNotFoundException($"There is no folder for {json}.");
        using var model = LoadedModel.Load(ModelCatalog.EmbeddedNames.FirstOrDefault(name => name == Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), ModelCatalog.EmbeddedName), folder);
        console.WriteLine($"Report card of {folder} ({model.Hash[..12]})");
        AtlasCard? card = null;
        console.Status().Start("Reading", status => card = new AtlasExaminer(model, threads).Measure(step => status.Status(Markup.Escape(step))));
        return Report(card!, json, maps, console);
    }

    /// <summary>Prints a card and writes it down; 0 only if every bound holds.</summary>
    public static int Report(AtlasCard card, string? json, bool maps, IAnsiConsole console)
    {
        foreach (var map in maps ? card.Maps : [])
            MapGrid.Print(console, map);
        new CardTables(console).Print(card);
        console.WriteLine(FormattableString.Invariant($"Measured in {card.Seconds:0.0} s."));
        if (json is not null)
            CardFile.Write(json, card);
        return CardBounds.Of(card).All(bound => bound.Holds) ? 0 : 1;
    }
}
