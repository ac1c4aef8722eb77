using Microsoft.AspNetCore.Components;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State.Stages;
using static System.FormattableString;

namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>One trace along the layer axis: its stages, what each block says, and how argument and answer stand.</summary>
public sealed partial class LaneCard
{
    /// <summary>The lane's name.</summary>
    [Parameter, EditorRequired]
    public required string Title { get; set; }

    /// <summary>What it is, in a few words.</summary>
    [Parameter, EditorRequired]
    public required string About { get; set; }

    /// <summary>The trace as far as it has come; null before the first.</summary>
    [Parameter, EditorRequired]
    public required StageLane? Lane { get; set; }

    /// <summary>How many blocks the axis has.</summary>
    [Parameter, EditorRequired]
    public required int Blocks { get; set; }

    /// <summary>Which state of each block is shown.</summary>
    [Parameter]
    public ShownState Shown { get; set; }

    /// <summary>Names it in tests.</summary>
    [Parameter, EditorRequired]
    public required string TestId { get; set; }

    /// <summary>Whether the prompt is shown.</summary>
    [Parameter]
    public bool IsPromptShown { get; set; } = true;

    /// <summary>What can be done with it.</summary>
    [Parameter]
    public RenderFragment? Actions { get; set; }

    /// <summary>A block was clicked.</summary>
    [Parameter]
    public EventCallback<int> Chosen { get; set; }

    /// <summary>The other state of each block is wanted.</summary>
    [Parameter]
    public EventCallback<ShownState> ShownChanged { get; set; }

    private Task Switch() => ShownChanged.InvokeAsync(Shown is ShownState.AfterBlock ? ShownState.AfterAttention : ShownState.AfterBlock);

    private IReadOnlyList<double?> Ranks(Func<StateSays, double?> rank) =>
        [.. Enumerable.Range(0, Lane?.Blocks.Count ?? 0).Select(block => rank(Lane!.At(block, Shown)!))];

    private string Class(StateSays? says) => Lane is { } lane && says is not null ? LaneWords.Class(LaneWords.RoleOf(lane, says)) : "";

    private string Explain(int block, StateSays? says) => says is null ? Invariant($"block {block} is still to come") : LaneWords.Explain(block, says, Shown);

    private string Shorten(string? token) => Lane is { } lane ? LaneWords.Shorten(lane, Shown, token) : "";

    private static string At(int block) => Invariant($"--at:{block}");

    private static string Span(int first, int last) => Invariant($"--from:{first};--to:{last}");
}
