using Patchscopes.Model.Architecture;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Runs;
using Patchscopes.Web.Storage.Recording;
using Patchscopes.Web.Storage.Saved;
using static Patchscopes.Web.Exports.Imports.Fit;

namespace Patchscopes.Web.Exports.Imports;

/// <summary>The checks of the maps of a file, before any is built: a map takes room for every cell that its layers make.</summary>
internal static class ImportedMaps
{
    /// <summary>No map has more cells.</summary>
    public const int MostCells = 200 * 200;

    /// <summary>Checks all of them.</summary>
    /// <exception cref="FormatException">A map does not fit together.</exception>
    public static void Check(SavedRun run)
    {
        AtMost("sweeps", run.Sweeps.Sum(sweep => (long)sweep.Cells.Count), RunRecorder.MostCells, "opened cells in all");
        foreach (var (at, sweep) in run.Sweeps.Index())
        {
            var where = $"sweeps[{at}]";
            var request = sweep.Request;
            var model = ModelOf(run, where, request.Model);
            var source = request.SourceModel is { } name ? ModelOf(run, where, name) : model;
            AsAsked($"{where}.request", () =>
            {
                RequestChecks.RequireTopK(request.TopK);
                AnswerChecks.Require(request);
                MappingChecks.Require(request.Mapping);
            });
            AtMost($"{where}.request.alsoPatched", request.AlsoPatched?.Count ?? 0, RequestChecks.MostAlso, "positions");
            var rows = Layers($"{where}.request.sourceLayers", request.SourceLayers, source);
            var columns = Layers($"{where}.request.targetLayers", request.TargetLayers, model);
            if (sweep.Events.Count > 0)
                new ImportedMap(where, sweep, rows, columns).Check(source, model);
            foreach (var (place, cell) in sweep.Cells.Index())
                ImportedCells.Check($"{where}.cells[{place}]", cell, source, model);
        }
    }

    private static HashSet<Layer> Layers(string where, IReadOnlyList<Layer>? layers, ModelDescription model)
    {
        if (layers is null)
            return [.. Layer.Blocks(model.Blocks)];
        if (layers.Count == 0)
            throw Unfit($"{where} is empty: give at least one layer, or leave it out for all blocks.");
        // The embedding is a layer, too.
        AtMost(where, layers.Count, model.Blocks + 1, "layers");
        var given = new HashSet<Layer>();
        foreach (var layer in layers)
        {
            RequireLayer(where, layer, model);
            if (!given.Add(layer))
                throw Unfit($"{where} holds {layer} more than once: give each layer once.");
        }
        return given;
    }

    /// <summary>A layer of a model.</summary>
    /// <exception cref="FormatException">The model has no such layer.</exception>
    public static void RequireLayer(string where, Layer layer, ModelDescription model)
    {
        if (!layer.IsIn(model.Blocks))
            throw Unfit($"{where} names layer {layer}, but models says that \"{model.Name}\" has {model.Blocks} blocks: give 0 to {model.Blocks - 1}, or \"{Layer.EmbeddingName}\".");
    }
}
