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
}
