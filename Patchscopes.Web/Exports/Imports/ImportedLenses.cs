using Patchscopes.Model.Architecture;
using Patchscopes.Web.Services.Runs;
using Patchscopes.Web.Storage.Saved;
using static Patchscopes.Web.Exports.Imports.Fit;

namespace Patchscopes.Web.Exports.Imports;

/// <summary>The checks of the lens tables of a file: a row for a layer, and in it a reading for every token.</summary>
internal static class ImportedLenses
{
    /// <summary>Checks all of them.</summary>
    /// <exception cref="FormatException">A table is none.</exception>
    public static void Check(SavedRun run)
    {
        foreach (var (at, (request, table)) in run.Lenses.Index())
        {
            var where = $"lenses[{at}]";
            var model = ModelOf(run, where, request.Model);
            AsAsked($"{where}.request", () => RequestChecks.RequireTopK(request.TopK));
            Prompt($"{where}.table.tokens", table.Tokens, model);
            AtMost($"{where}.table", (long)table.Layers.Count * table.Tokens.Count, RequestChecks.MostStates, "states");
            AtMost($"{where}.table.layers", table.Layers.Count, model.Blocks + 1, "rows");
            var layers = new HashSet<Layer>();
            foreach (var (layer, positions) in table.Layers)
            {
                ImportedMaps.RequireLayer($"{where}.table.layers", layer, model);
                if (!layers.Add(layer))
                    throw Unfit($"{where}.table.layers has two rows of layer {layer}: give each layer once.");
                if (positions.Count != table.Tokens.Count)
                    throw Unfit($"{where}: layer {layer} has {positions.Count} positions, but the prompt has {table.Tokens.Count} tokens.");
                foreach (var top in positions)
                    Top($"{where}: layer {layer}", top);
            }
        }
    }
}
