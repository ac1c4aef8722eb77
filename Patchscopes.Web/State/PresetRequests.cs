using Patchscopes.Model.Presets;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.State;

/// <summary>Presets as requests, and requests as presets.</summary>
internal static class PresetRequests
{
    /// <summary>A request with all that a preset says beyond its prompts and the tokens chosen in them.</summary>
    /// <param name="preset">The preset.</param>
    /// <param name="request">What the preset leaves as it is.</param>
    /// <param name="target">Tokens of the preset's target.</param>
    /// <param name="blocks">Blocks of the model.</param>
    public static SweepRequest Of(Preset preset, SweepRequest request, IReadOnlyList<Token> target, int blocks) => request with
    {
        AlsoPatched = preset.AlsoPatchedIn(target) is { Count: > 0 } also ? also : null,
        Readout = preset.ReadsPatched ? Readout.Patched : Readout.Last,
        TargetLayers = preset.TargetLayersOf(blocks),
        NewTokens = preset.NewTokens,
        Writes = preset.NewTokens > 0 ? WrittenCells.Diagonal : request.Writes,
    };

    /// <summary>Whether a request asks for what a preset does; the model, and how many tokens a cell holds, are free.</summary>
    public static bool Shows(SweepRequest request, Preset preset, PromptState source, PromptState target, int blocks)
    {
        if (preset.Source.Prompt != source.Text || preset.Target.Prompt != target.Text || source.IsChat || target.IsChat
            || preset.Source.PositionIn(source.Tokens) != source.Position || preset.Target.PositionIn(target.Tokens) != target.Position)
            return false;
        var plain = new SweepRequest { Model = request.Model, Source = request.Source, Target = request.Target };
        var wanted = Of(preset, plain, target.Tokens, blocks);
        return Same(request.AlsoPatched, wanted.AlsoPatched) && Same(request.SourceLayers, wanted.SourceLayers) && Same(request.TargetLayers, wanted.TargetLayers)
            && request with { AlsoPatched = null, SourceLayers = null, TargetLayers = null, Answers = null, TopK = plain.TopK }
            == wanted with { AlsoPatched = null, SourceLayers = null, TargetLayers = null };
    }

    private static bool Same<T>(IReadOnlyList<T>? one, IReadOnlyList<T>? other) => (one ?? []).SequenceEqual(other ?? []);
}
