using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
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
        var (source, target) = (model.Tokenizer.Encode(preset.Source.Prompt), model.Tokenizer.Encode(preset.Target.Prompt));
        var layers = Layer.Blocks(model.Config.Blocks);
        var plan = new SweepPlan
        {
            Source = new PatchSource([.. source.Select(token => token.Id)], preset.Source.PositionIn(source)),
            Target = new PatchTarget([.. target.Select(token => token.Id)], preset.Target.PositionIn(target)),
            ReadoutPosition = target.Count - 1,
            SourceLayers = layers,
            TargetLayers = layers,
            TopK = 1,
        };
        var rows = layers.Select(_ => new string[layers.Count]).ToList();
        model.Sweep(plan, column =>
        {
            foreach (var cell in column.Cells)
                rows[cell.Source.Index][cell.Target.Index] = model.Tokenizer.Describe(cell.Top[0].Token).Text;
        }, CancellationToken.None);
        return new PresetMap(preset, rows);
    }
}
