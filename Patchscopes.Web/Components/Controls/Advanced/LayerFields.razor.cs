using Microsoft.AspNetCore.Components;
using Patchscopes.Model.Patching;
using Patchscopes.Web.State;
using static System.FormattableString;

namespace Patchscopes.Web.Components.Controls.Advanced;

/// <summary>The layers of one role. A number that cannot be taken is put right where it stands, and the page says so.</summary>
public sealed partial class LayerFields
{
    private string? _said;

    /// <summary>The page's state.</summary>
    [Parameter, EditorRequired]
    public required ExplorerState State { get; set; }

    /// <summary>Whose layers.</summary>
    [Parameter, EditorRequired]
    public required PromptRole Role { get; set; }

    private string Name => State.Prompt(Role).Name;

    private string? Described => _said is null ? null : $"{Name}-layers-said";

    private int Last => State.Blocks(Role)!.Value - 1;

    private LayerRange Range => State.Range(Role) ?? LayerRange.All(Last + 1);

    private bool CanEmbed => State.Tuple.Site is PatchSite.Residual;

    private Task SetAsync(int typed, Func<int, LayerRange> set)
    {
        var layer = Math.Clamp(typed, 0, Last);
        var range = set(layer);
        if (range.From > range.To)
        {
            _said = Invariant($"Nothing was changed: layer {range.From} comes after layer {range.To}, and “from” cannot come after “to”.");
            return Task.CompletedTask;
        }
        _said = layer == typed ? null : Invariant($"There is no layer {typed}: the blocks are counted from 0 to {Last}, so {layer} stands there.");
        return ChooseAsync(range);
    }

    private Task StepAsync(int typed)
    {
        _said = typed >= 1 ? null : Invariant($"Every {typed} is no step: give 1 for every layer, 2 for every other one.");
        return typed >= 1 ? ChooseAsync(Range with { Step = typed }) : Task.CompletedTask;
    }

    private Task ChooseAsync(LayerRange range) => range == Range ? Task.CompletedTask : State.ChooseLayersAsync(Role, range);
}
