using System.Globalization;
using Microsoft.AspNetCore.Components;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.State;

namespace Patchscopes.Web.Components.Controls;

/// <summary>The tokens of a prompt as chips, one of which is chosen: radio buttons, so that the keyboard works as everywhere.</summary>
public sealed partial class TokenChips
{
    /// <summary>More chips than this help nobody; positions beyond can still be given in the address.</summary>
    private const int Most = 600;

    /// <summary>The prompt.</summary>
    [Parameter, EditorRequired]
    public required PromptState Prompt { get; set; }

    /// <summary>A token's position was chosen.</summary>
    [Parameter]
    public EventCallback<int> Chosen { get; set; }

    private int Shown => Math.Min(Prompt.Tokens.Count, Most);

    private string Explain(int position, Token token) => string.Create(CultureInfo.InvariantCulture,
        $"{(Prompt.Role is PromptRole.Source ? "i" : "i*")} = {position}, token id {token.Id}, {System.Text.Json.JsonSerializer.Serialize(token.Text)}");
}
