using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.State;

namespace Patchscopes.Web.Components.Controls;

/// <summary>The tokens of a prompt as chips, one of which is chosen: radio buttons, so that the keyboard works as everywhere.</summary>
public sealed partial class TokenChips : IAsyncDisposable
{
    /// <summary>More chips than this help nobody; positions beyond can still be given in the address.</summary>
    private const int Most = 600;

    private ElementReference _box;
    private BrowserBinding? _binding;
    private (IReadOnlyList<Token> Tokens, int? Position) _seen = ([], null);

    [Inject]
    public required IJSRuntime JS { get; init; }

    /// <summary>The prompt.</summary>
    [Parameter, EditorRequired]
    public required PromptState Prompt { get; set; }

    /// <summary>Whether another one cannot be chosen.</summary>
    [Parameter]
    public bool IsReadOnly { get; set; }

    /// <summary>A token's position was chosen.</summary>
    [Parameter]
    public EventCallback<int> Chosen { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            _binding = await BrowserBinding.AttachAsync(JS, "./js/chips.js", _box);
        var now = (Prompt.Tokens, Prompt.Position);
        if (_binding is null || now == _seen)
            return;
        _seen = now;
        await _binding.InvokeAsync("show");
    }

    public async ValueTask DisposeAsync()
    {
        if (_binding is not null)
            await _binding.DisposeAsync();
    }

    private int Shown => Math.Min(Prompt.Tokens.Count, Most);

    private string Explain(int position, Token token) => string.Create(CultureInfo.InvariantCulture,
        $"{(Prompt.Role is PromptRole.Source ? "i" : "i*")} = {position}, token id {token.Id}, {TokenQuote.Of(token.Text, token.Display)}");
}
