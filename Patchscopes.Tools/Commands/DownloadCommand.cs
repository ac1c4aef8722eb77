using System.CommandLine;
using Patchscopes.Model.Checkpoints.Download;
using Spectre.Console;

namespace Patchscopes.Tools.Commands;

/// <summary>download NAME: fetches a model from a hub into the models folder.</summary>
internal static class DownloadCommand
{
    private static readonly Argument<string> Name = new("NAME") { Description = "organisation/model, as the hub shows it." };

    private static readonly Option<DirectoryInfo> Models = new("--models")
    {
        Description = "The models folder.",
        DefaultValueFactory = _ => new DirectoryInfo("models"),
    };

    private static readonly Option<Uri> Hub = new("--hub")
    {
        Description = $"Address of a Hugging Face style hub; without it {HubOptions.AddressVariable} or {HubOptions.HuggingFace}.",
        CustomParser = result => HubOptions.AddressOf(result.Tokens[0].Value) ?? Reject(result),
    };

    private static readonly Option<string> Revision = new("--revision")
    {
        Description = "Branch, tag or commit.",
        DefaultValueFactory = _ => "main",
    };

    private static readonly Option<FileInfo?> TokenFile = new("--token-file")
    {
        Description = $"A file that holds the token; without it {HubOptions.TokenVariable}. There is no option for the token itself: command lines can be read by others.",
    };

    public static Command Create()
    {
        var command = new Command("download", "Fetches a model from a hub into the models folder; a broken download goes on where it stopped.") { Name, Models, Hub, Revision, TokenFile };
        command.SetAction((parsed, cancellation) => RunAsync(parsed, AnsiConsole.Console, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, IAnsiConsole console, CancellationToken cancellation)
    {
        try
        {
            using var download = new ModelDownload(Options(parsed));
            var folder = parsed.GetRequiredValue(Models).FullName;
            var name = await console.Progress().Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
                .StartAsync(context => FetchAsync(download, parsed.GetRequiredValue(Name), folder, context.AddTask("asking the hub"), cancellation));
            console.WriteLine($"{parsed.GetRequiredValue(Name)} is whole, in {Path.Combine(folder, name)}; its name here is {name}.");
            return 0;
        }
        catch (OperationCanceledException)
        {
            console.WriteLine("Stopped. The same command goes on from here.");
            return 1;
        }
        catch (Exception error) when (error is DownloadException or IOException or UnauthorizedAccessException)
        {
            console.WriteLine(error.Message);
            return 1;
        }
    }

    private static Task<string> FetchAsync(ModelDownload download, string name, string folder, ProgressTask bar, CancellationToken cancellation) =>
        download.RunAsync(name, folder, progress =>
        {
            bar.MaxValue = Math.Max(1, progress.Total);
            bar.Value = progress.Bytes;
            bar.Description = Markup.Escape(progress.InWords);
        }, cancellation);

    private static HubOptions Options(ParseResult parsed) => HubOptions.Of(
        parsed.GetValue(Hub), parsed.GetValue(TokenFile) is { } file ? File.ReadAllText(file.FullName) : null, parsed.GetRequiredValue(Revision));

    private static Uri? Reject(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"--hub {result.Tokens[0].Value} is no http or https address.");
        return null;
    }
}
