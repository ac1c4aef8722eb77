using Microsoft.AspNetCore.Components;
using Patchscopes.Model.Patching;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State;

namespace Patchscopes.Web.Components.Controls.Advanced;

/// <summary>The rest of the tuple: models, site, mapping, layers, further positions, and what each cell says. Folded away, it says in words what is set.</summary>
public sealed partial class TupleCard
{
    private bool _isOpen;

    /// <summary>The page's state.</summary>
    [Parameter, EditorRequired]
    public required ExplorerState State { get; set; }

    private SweepRequest Tuple => State.Tuple;

    private bool IsUnusual => OwnParts.Any();

    /// <summary>What the visitor chose; what only the view asks for is no choice, and goes with it.</summary>
    private IEnumerable<string> OwnParts => TupleWords.Parts(State.OwnTuple, State.Range(PromptRole.Source), State.Range(PromptRole.Target));

    private string Summary => string.Join(" · ", OwnParts.DefaultIfEmpty("one model, residual stream, the state as it is, all layers"));

    private void Toggle() => _isOpen = !_isOpen;

    private Task ChooseModel(ChangeEventArgs change) => State.ChooseSourceModelAsync((string)change.Value!);

    private Task ChooseSite(ChangeEventArgs change) =>
        StageNames.TryFind<PatchSite>((string?)change.Value, out var site) ? State.ChooseSiteAsync(site) : Task.CompletedTask;

    private Task Hold(ChangeEventArgs change) => Whole(change) is { } count ? State.HoldAsync(count) : Task.CompletedTask;

    private Task WriteCount(ChangeEventArgs change) => Whole(change) is { } count ? State.WriteAsync(count, Tuple.Writes) : Task.CompletedTask;

    private Task WriteWhere(ChangeEventArgs change) =>
        StageNames.TryFind<WrittenCells>((string?)change.Value, out var cells) ? State.WriteAsync(Tuple.NewTokens, cells) : Task.CompletedTask;

    private static int? Whole(ChangeEventArgs change) =>
        LinkText.TryNumber((string?)change.Value ?? "", out var number) ? number : null;
}
