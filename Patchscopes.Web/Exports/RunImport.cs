using System.Text.Json;
using Patchscopes.Web.Components.Layout;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Exports.Imports;
using Patchscopes.Web.Exports.Pages;
using Patchscopes.Web.Services;
using Patchscopes.Web.Storage.Recording;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Exports;

/// <summary>Reads a saved run from a file that anybody may have written: what is let in can be shown.</summary>
internal static class RunImport
{
    private const int MostParts = 64;
    private const int BytesPerMiB = 1 << 20;
    private const int LongestPath = 200;

    /// <summary>Reads a file.</summary>
    /// <param name="json">The file.</param>
    /// <param name="largest">The largest run that is kept, in bytes of its JSON as it is stored; the file itself may be larger.</param>
    /// <exception cref="RequestRefusedException">It is no saved run, or one that does not fit together; the message says where.</exception>
    public static SavedRun Read(Stream json, int largest)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            CheckSchema(document.RootElement);
            var run = SavedJson.Read(document.RootElement);
            ImportTree.Check(document.RootElement);
            if (SavedJson.Write(run).Length is var length && length > largest)
            {
                throw new RequestRefusedException(RefusalReason.TooLarge, null, FormattableString.Invariant(
                    $"This run takes {length / (double)BytesPerMiB:0.0} MiB without its indents, and this server keeps at most {largest / BytesPerMiB}. Ask for fewer tokens or layers."));
            }
            Check(run);
            return run with { Words = run.Words.Checked() };
        }
        catch (JsonException error)
        {
            throw Refusal(error.Path is { Length: > 0 } path ? $"At {Cut(path)}: it is not what a saved run has there." : error.LineNumber is null ? "It is no saved run: a part of it is missing." : "It is no JSON.", error);
        }
        catch (FormatException error)
        {
            throw Refusal(error.Message, error);
        }
        // Parts that do not fit together show when they are put together, as on a page: whatever was not looked for ends here.
        catch (Exception error) when (error is NullReferenceException or KeyNotFoundException or ArgumentException or IndexOutOfRangeException or InvalidOperationException or NotSupportedException or OverflowException)
        {
            throw Refusal("Its parts do not fit together: a cell, a layer or a position that the map does not have.", error);
        }
    }

    /// <summary>The refusal of a file that is larger than any of a run that is kept.</summary>
    /// <param name="storage">What this server keeps.</param>
    public static RequestRefusedException TooLarge(StorageOptions storage) => new(RefusalReason.TooLarge, null, FormattableString.Invariant(
        $"The file is too large: this server keeps runs of up to {storage.LargestRunMiB} MiB, and reads files of up to {storage.LargestFile / BytesPerMiB}. Ask for fewer tokens or layers."));

    private static void CheckSchema(JsonElement root)
    {
        if (root.ValueKind is not JsonValueKind.Object || !root.TryGetProperty("schema", out var schema) || schema.ValueKind is not JsonValueKind.Number || !schema.TryGetInt32(out var number) || number < 1)
            throw new FormatException("It is no saved run: \"schema\" is missing. Use a file that Export, JSON has written.");
        if (number > SavedRun.NewestSchema)
            throw new FormatException($"A newer Patchscopes wrote it (schema {number}, this one reads up to {SavedRun.NewestSchema}). Import it on a server that is up to date.");
    }

    private static void Check(SavedRun run)
    {
        foreach (var (part, count) in new[] { ("models", run.Models.Count), ("sweeps", run.Sweeps.Count), ("lenses", run.Lenses.Count), ("traces", run.Traces.Count) })
            Fit.AtMost(part, count, MostParts, "entries");
        if (run.Place is SavedPlace.Explore && run.Sweeps.Count == 0)
            throw Fit.Unfit($"sweeps is empty: a run of the explorer needs one.");
        if (run.Place is SavedPlace.Stages && run.Traces.Count == 0)
            throw Fit.Unfit($"traces is empty: a run of the stages needs one.");
        ImportedModels.Check(run);
        ImportedMaps.Check(run);
        ImportedLenses.Check(run);
        ImportedTraces.Check(run);
        ImportedModels.CheckPrompts(run);
        // Whatever else cannot be shown shows now, and not on a visitor's page.
        _ = new RecordedRun(run);
        _ = RunPage.Of(run, RunPage.TitleOf(run), null, null, isImported: true);
        _ = RunFiles.Svg(run, ThemeColors.Light);
        RunFiles.WriteCsv(run, TextWriter.Null);
        _ = FrameSize.HeightOf(run);
        _ = Snippets.Curl(run, "");
    }

    private static string Cut(string path) => path.Length <= LongestPath ? path : path[..LongestPath] + "…";

    private static RequestRefusedException Refusal(string message, Exception inner) => new(RefusalReason.Invalid, null, message, inner);
}
