using System.Globalization;
using Microsoft.AspNetCore.Components;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Components.Controls;

/// <summary>The choice where the next token is read.</summary>
public sealed partial class ReadoutMenu
{
    /// <summary>Where the next token is read now.</summary>
    [Parameter, EditorRequired]
    public required Readout Readout { get; set; }

    /// <summary>Tokens of the target prompt.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<Token> Tokens { get; set; }

    /// <summary>Another place was chosen.</summary>
    [Parameter]
    public EventCallback<Readout> Chosen { get; set; }

    private static string Words(Readout readout) => readout switch
    {
        { IsPatched: true } => "patched token",
        { Position: null } => "last token",
        { Position: { } at } => $"token {at.ToString(CultureInfo.InvariantCulture)}",
    };
}
