using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;
using Patchscopes.Model.Tokens;

namespace Patchscopes.Model.Presets;

/// <summary>Presets as they are run on a model.</summary>
public static class PresetPlans
{
    /// <summary>The preset's whole map on a model.</summary>
    public static SweepPlan On(this Preset preset, LoadedModel model)
    {
        var (source, target) = (model.Tokenizer.Encode(preset.Source.Prompt), model.Tokenizer.Encode(preset.Target.Prompt));
        var position = preset.Target.PositionIn(target);
        return new SweepPlan
        {
            Source = new PatchSource([.. source.Select(token => token.Id)], preset.Source.PositionIn(source)),
            Target = new PatchTarget([.. target.Select(token => token.Id)], position) { Also = preset.AlsoPatchedIn(target) },
            ReadoutPosition = preset.ReadsPatched ? position : target.Count - 1,
            SourceLayers = Layer.Blocks(model.Config.Blocks),
            TargetLayers = preset.TargetLayersOf(model.Config.Blocks) ?? Layer.Blocks(model.Config.Blocks),
        };
    }

    /// <summary>The further positions of the target prompt that get the same vector, ascending; none unless the preset patches each.</summary>
    public static IReadOnlyList<int> AlsoPatchedIn(this Preset preset, IReadOnlyList<Token> target)
    {
        if (!preset.PatchesEach)
            return [];
        var position = preset.Target.PositionIn(target);
        // The first word of a prompt has no space before it and is the same word.
        var word = target[position].Text.TrimStart();
        return [.. target.Index().Where(token => token.Index != position && token.Item.Text.TrimStart() == word).Select(token => token.Index)];
    }

    /// <summary>The preset's columns in a model of so many blocks; null: all.</summary>
    public static IReadOnlyList<Layer>? TargetLayersOf(this Preset preset, int blocks) =>
        preset.TargetLayers is { } layers ? [.. layers.Select(layer => new Layer(layer < 0 ? blocks + layer : layer)).Where(layer => layer.IsIn(blocks))] : null;
}
