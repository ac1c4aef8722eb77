using System.Globalization;
using Microsoft.AspNetCore.Components;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Components.Controls;

/// <summary>What other vectors give in a cell's place.</summary>
public sealed partial class ControlList
{
    /// <summary>The controls.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<ControlReading> Controls { get; set; }

    /// <summary>What the cell says.</summary>
    [Parameter, EditorRequired]
    public required TokenReading? Says { get; set; }

    /// <summary>Tokens of the source prompt.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<Token> SourceTokens { get; set; }

    private IEnumerable<ControlReading> Shown => Controls.OrderByDescending(IsSame).ThenBy(control => control.Kind).ThenBy(control => control.Number);

    private bool IsSame(ControlReading control) => control.Says(Says);

    private string Name(ControlReading control) => control.Kind switch
    {
        ControlKind.Random => string.Create(CultureInfo.InvariantCulture, $"random vector {control.Number}"),
        ControlKind.Mean => "mean state",
        _ => string.Create(CultureInfo.InvariantCulture, $"token {control.Number} {(control.Number < SourceTokens.Count ? SourceTokens[control.Number].Display : "")}"),
    };
}
