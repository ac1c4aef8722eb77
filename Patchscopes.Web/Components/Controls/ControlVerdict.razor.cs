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

    private ControlWords Words => new(Controls, Says, Usual, Mapping, IsDead);
}
