using Microsoft.AspNetCore.Components;

namespace Patchscopes.Web.Components.Controls;

/// <summary>The visible form of a token, its marks for white space dimmed.</summary>
public sealed partial class TokenText
{
    /// <summary>The visible form.</summary>
    [Parameter, EditorRequired]
    public required string Display { get; set; }
}
