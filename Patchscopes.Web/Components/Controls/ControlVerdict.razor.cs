using System.Globalization;
using Microsoft.AspNetCore.Components;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Components.Controls;

/// <summary>Whether a cell's reading needs its state at all, in one sentence.</summary>
public sealed partial class ControlVerdict
{
    /// <summary>The controls; null while they are computed.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<ControlReading>? Controls { get; set; }

    /// <summary>What the cell says.</summary>
    [Parameter, EditorRequired]
    public required TokenReading? Says { get; set; }

    /// <summary>What the target says without any patch.</summary>
    [Parameter]
    public TokenReading? Usual { get; set; }

    /// <summary>What was done to the state before it was put in.</summary>
    [Parameter]
    public MappingKind Mapping { get; set; }

    /// <summary>Whether nothing can change in the cell's column.</summary>
    [Parameter]
    public bool IsDead { get; set; }

    /// <summary>What says the same, in words.</summary>
    private List<string> Shared
    {
        get
        {
            if (Controls is not { Count: > 0 } controls)
                return [];
            var kinds = controls.Where(control => control.Says(Says)).GroupBy(control => control.Kind).Select(Count).ToList();
            if (Usual is { } usual && usual.Id == Says?.Id)
                kinds.Insert(0, "the target by itself");
            return kinds;
        }
    }

    private string Verdict => Controls switch
    {
        null => "…",
        [] when IsDead => "Nothing else was tried: no vector could change anything here.",
        [] => "Nothing else was tried: there is no other vector to put in here.",
        _ when Shared is { Count: > 0 } shared => $"The same comes from {Joined(shared)}: so it says little about {(IsState ? "this state" : "what was put in")}.",
        _ => $"Nothing else that was put in says the same, so the reading depends on {Given}.",
    };

    private bool IsState => Mapping is not (MappingKind.Zero or MappingKind.Mean);

    /// <summary>What was put in.</summary>
    private string Given => Mapping switch
    {
        MappingKind.Zero => "the zeros that were put in, not on a state",
        MappingKind.Mean => "the mean state that was put in, not on one of this prompt",
        _ => "the state",
    };

    private string Count(IGrouping<ControlKind, ControlReading> same) => same.Key switch
    {
        ControlKind.Random => string.Create(CultureInfo.InvariantCulture, $"{same.Count()} of {Controls!.Count(control => control.Kind is ControlKind.Random)} random vectors"),
        ControlKind.Mean => "the layer’s mean state",
        _ => same.Count() == 1 ? "another token of the source prompt" : string.Create(CultureInfo.InvariantCulture, $"{same.Count()} other tokens of the source prompt"),
    };

    private static string Joined(List<string> kinds) => kinds.Count == 1 ? kinds[0] : $"{string.Join(", ", kinds.SkipLast(1))} and {kinds[^1]}";
}
