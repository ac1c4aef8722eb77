using System.Globalization;
using Microsoft.AspNetCore.Components;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Components.Controls;

/// <summary>What other vectors give in a cell's place, and whether the reading needs its state at all.</summary>
public sealed partial class ControlList
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

    /// <summary>Tokens of the source prompt.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<Token> SourceTokens { get; set; }

    /// <summary>What was done to the state before it was put in.</summary>
    [Parameter]
    public MappingKind Mapping { get; set; }

    /// <summary>Whether nothing can change in the cell's column.</summary>
    [Parameter]
    public bool IsDead { get; set; }

    private IEnumerable<ControlReading> Shown => Controls!.OrderByDescending(IsSame).ThenBy(control => control.Kind).ThenBy(control => control.Number);

    private List<ControlReading> Same => [.. Controls!.Where(IsSame)];

    private string Verdict
    {
        get
        {
            var kinds = Same.GroupBy(control => control.Kind).Select(Count).ToList();
            if (Usual is { } usual && usual.Id == Says?.Id)
                kinds.Insert(0, "the target by itself");
            return kinds.Count == 0
                ? $"None of these says the same: the reading comes from {Given}."
                : $"The same comes from {Joined(kinds)}: so it says little about {(IsState ? "this state" : "what was put in")}.";
        }
    }

    private bool IsState => Mapping is not (MappingKind.Zero or MappingKind.Mean);

    /// <summary>What was put in.</summary>
    private string Given => Mapping switch
    {
        MappingKind.Zero => "the zeros that were put in, not from a state",
        MappingKind.Mean => "the mean state that was put in, not from one of this prompt",
        _ => "the state",
    };

    private bool IsSame(ControlReading control) => control.Top is [var top, ..] && top.Id == Says?.Id;

    private static string Joined(List<string> kinds) => kinds.Count == 1 ? kinds[0] : $"{string.Join(", ", kinds.SkipLast(1))} and {kinds[^1]}";

    private string Count(IGrouping<ControlKind, ControlReading> same) => same.Key switch
    {
        ControlKind.Random => string.Create(CultureInfo.InvariantCulture, $"{same.Count()} of {Controls!.Count(control => control.Kind is ControlKind.Random)} random vectors"),
        ControlKind.Mean => "the layer’s mean state",
        _ => same.Count() == 1 ? "another token of the source prompt" : string.Create(CultureInfo.InvariantCulture, $"{same.Count()} other tokens of the source prompt"),
    };

    private string Name(ControlReading control) => control.Kind switch
    {
        ControlKind.Random => string.Create(CultureInfo.InvariantCulture, $"random vector {control.Number}"),
        ControlKind.Mean => "mean state",
        _ => string.Create(CultureInfo.InvariantCulture, $"token {control.Number} {(control.Number < SourceTokens.Count ? SourceTokens[control.Number].Display : "")}"),
    };
}
