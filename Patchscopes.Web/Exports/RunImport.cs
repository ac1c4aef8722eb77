using System.Text.Json;
using Patchscopes.Web.Services;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Exports;

/// <summary>Reads a saved run from a file that anybody may have written: what is let in can be shown.</summary>
internal static class RunImport
{
    /// <summary>No map has more cells.</summary>
    private const int MostCells = 200 * 200;

    /// <summary>No model here has more blocks.</summary>
    private const int MostBlocks = 1000;

    private const int MostParts = 64;

    /// <summary>Reads a file.</summary>
    /// <exception cref="RequestRefusedException">It is no saved run, or one that does not fit together; the message says where.</exception>
    public static SavedRun Read(Stream json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            CheckSchema(document.RootElement);
            var run = SavedJson.Read(document.RootElement);
            Check(run);
            return run with { Words = run.Words.Checked() };
        }
        catch (JsonException error)
        {
            throw Refusal(error.Path is { Length: > 0 } path ? $"At {path}: it is not what a saved run has there." : error.LineNumber is null ? "It is no saved run: a part of it is missing." : "It is no JSON.", error);
        }
        catch (FormatException error)
        {
            throw Refusal(error.Message, error);
        }
        // Parts that do not fit together show when they are put together, as on a page.
        catch (Exception error) when (error is KeyNotFoundException or ArgumentException or IndexOutOfRangeException or InvalidOperationException or NotSupportedException or OverflowException)
        {
            throw Refusal("Its parts do not fit together: a cell, a layer or a position that the map does not have.", error);
        }
    }

    /// <summary>The refusal of a file that is larger than a run may be.</summary>
    public static RequestRefusedException TooLarge(int largest) =>
        new(RefusalReason.TooLarge, null, $"The file is too large: this server keeps runs of up to {largest >> 20} MiB.");

    private static void CheckSchema(JsonElement root)
    {
        if (root.ValueKind is not JsonValueKind.Object || !root.TryGetProperty("schema", out var schema) || schema.ValueKind is not JsonValueKind.Number || !schema.TryGetInt32(out var number) || number < 1)
            throw new FormatException("It is no saved run: \"schema\" is missing. Use a file that Export, JSON has written.");
        if (number > SavedRun.NewestSchema)
            throw new FormatException($"A newer Patchscopes wrote it (schema {number}, this one reads up to {SavedRun.NewestSchema}). Import it on a server that is up to date.");
    }

    private static void Check(SavedRun run)
    {
        Demand(run.Models.Count <= MostParts && run.Sweeps.Count <= MostParts && run.Lenses.Count <= MostParts && run.Traces.Count <= MostParts, "It has more parts than a page shows.");
        Demand(run.Models.All(model => model.Blocks is > 0 and <= MostBlocks && model.Vocabulary > 0 && model.Width > 0), "models: blocks, width or vocabulary is out of range.");
        foreach (var sweep in run.Sweeps)
            CheckNumbers(sweep);
        if (run.Place is SavedPlace.Explore)
        {
            Demand(run.Sweeps.Count > 0, "sweeps is empty: a run of the explorer needs one.");
            var map = SavedMap.Open(run);
            Demand(new[] { map.Map, map.Before?.Map }.All(one => one is null || one.Total <= MostCells), "A map has too many cells.");
            Demand(map.Map.SourcePosition >= 0 && map.Map.SourcePosition < map.Map.SourceTokens.Count, "The source position is outside the source prompt.");
            Demand(map.Map.TargetPositions.Append(map.Map.ReadPosition).All(at => at >= 0 && at < map.Map.TargetTokens.Count), "A target position is outside the target prompt.");
        }
        else
            Demand(SavedTraces.Open(run).All(lane => lane.Blocks.Select((block, at) => block.Layer == at).All(isNext => isNext)), "traces: the blocks must come in order.");
        // Whatever else cannot be shown shows now, and not on a visitor's page.
        _ = RunPage.Of(run, run.Words.Title, null, null, isImported: true);
        _ = RunFiles.Csv(run);
    }

    private static void CheckNumbers(SavedSweep sweep)
    {
        var cells = sweep.Events.OfType<SweepCells>().SelectMany(line => line.Cells).ToList();
        Demand(cells.Count <= MostCells, "A map has too many cells.");
        Demand(cells.All(cell => cell.Top.All(token => token.Probability is >= 0 and <= 1) && double.IsFinite(cell.Entropy)), "A probability is not between 0 and 1.");
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
            throw new FormatException(otherwise);
    }

    private static RequestRefusedException Refusal(string message, Exception inner) => new(RefusalReason.Invalid, null, message, inner);
}
