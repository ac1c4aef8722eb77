using System.CommandLine;
using System.Text.Json;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Running;
using Patchscopes.Tools.Verify.Stages;
using Spectre.Console;

namespace Patchscopes.Tools.Commands;

/// <summary>verify stages: what the stages tab says of the embedded model's relations.</summary>
internal static class VerifyStagesCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var model = new Option<DirectoryInfo?>("--model") { Description = "Another model folder to measure in place of the embedded one.", HelpName = "DIR" };
        var identity = new Option<bool>("--token-identity") { Description = "Reads states by the token-identity prompt in place of the logit lens." };
        var json = new Option<FileInfo?>("--json") { Description = "Writes the figures into this file, too.", HelpName = "FILE" };
        var command = new Command("stages", "Traces the embedded model's questions and their extractive twins; succeeds only if every bound holds.") { model, identity, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(parsed.InvocationConfiguration.Output) });
            var folder = parsed.GetValue(model)?.FullName ?? ModelCatalog.DefaultEmbeddedFolder;
            try
            {
                TorchSettings.Start(Environment.ProcessorCount);
                var lens = parsed.GetValue(identity) ? LensKind.TokenIdentity : LensKind.LogitLens;
                return await RunAsync(folder, lens, parsed.GetValue(json)?.FullName, console, cancellationToken);
            }
            catch (Exception error) when (error is ModelLoadException or ArgumentException or IOException or UnauthorizedAccessException)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"The stages of {folder} could not be measured: {error.Message}");
                return 1;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(string folder, LensKind lens, string? json, IAnsiConsole console, CancellationToken cancellationToken)
    {
        if (json is not null && !Directory.Exists(Path.GetDirectoryName(json)))
            throw new DirectoryNotFoundException($"There is no folder for {json}.");
        using var model = LoadedModel.Load(ModelCatalog.EmbeddedName, folder);
        console.WriteLine($"Stages of {folder} ({model.Hash[..12]}) by the {(lens is LensKind.LogitLens ? "logit lens" : "token-identity prompt")}");
        StageCard? card = null;
        console.Status().Start("Tracing", status => card = StageCard.Measure(model, lens, step => status.Status(Markup.Escape(step)), cancellationToken));
        new StageTables(console).Print(card!);
        if (json is not null)
            await File.WriteAllTextAsync(json, JsonSerializer.Serialize(new { card, bounds = card!.Bounds() }, Json), cancellationToken);
        return card!.Holds() ? 0 : 1;
    }
}
