using Microsoft.AspNetCore.Components;
using Patchscopes.Model.Tokens;

namespace Patchscopes.Web.Components.Controls;

/// <summary>What a model wrote, token by token. A line break is a mark and not a new line, so that the place kept for the text is enough for it.</summary>
public sealed partial class WrittenText
{
    /// <summary>The tokens written, or null while they are computed.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<Token>? Tokens { get; set; }

    /// <summary>Whether this is only the text to compare with.</summary>
    [Parameter]
    public bool Dim { get; set; }

    /// <summary>Name for tests.</summary>
    [Parameter]
    public string? TestId { get; set; }

    private static string Shown(string text) => text.Replace('\n', '⏎');
}
