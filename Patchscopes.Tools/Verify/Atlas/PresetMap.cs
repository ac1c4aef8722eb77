using Patchscopes.Model.Presets;
using Patchscopes.Model.Running;

namespace Patchscopes.Tools.Verify.Atlas;

/// <summary>The top-1 token texts of a preset's map, one row per source layer and one column per target layer.</summary>
internal sealed record PresetMap(Preset Preset, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    private const int MostFrequent = 4;

    public PresetScore Score => new(
        Preset.Key,
        Share.Of(Rows.SelectMany(row => row).Select(Preset.Expects.Contains)),
        [.. Rows.SelectMany(row => row).CountBy(text => text).OrderByDescending(said => said.Value).ThenBy(said => said.Key, StringComparer.Ordinal)
            .Take(MostFrequent).Select(said => new SaidInMap(said.Key, said.Value))]);

    /// <summary>Computes the map over all blocks.</summary>
    public static PresetMap Of(LoadedModel model, Preset preset)
    {
        var plan = preset.On(model) with { TopK = 1 };
        var rows = plan.SourceLayers.Select(_ => new string[plan.TargetLayers.Count]).ToList();
        var columns = plan.TargetLayers.Index().ToDictionary(column => column.Item, column => column.Index);
        model.Sweep(plan, column =>
        {
            foreach (var (row, cell) in column.Cells.Index())
                rows[row][columns[cell.Target]] = model.Tokenizer.Describe(cell.Top[0].Token).Text;
        }, CancellationToken.None);
        return new PresetMap(preset, rows);
    }
}
