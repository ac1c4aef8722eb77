using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Patchscopes.Web.Components.Controls.Advanced;

/// <summary>
/// The list of texts that an affine map is fitted to. It travels as one message when the field is left; the browser keeps a
/// longer one out, which would cut the connection.
/// </summary>
public sealed partial class TextList : IAsyncDisposable
{
    private const string MessageId = "texts-too-long";

    private ElementReference _area;
    private BrowserBinding? _binding;
    private DotNetObjectReference<TextList>? _self;
    private string? _tooLong;
    private bool _gone;

    [Inject]
    public required IJSRuntime JS { get; init; }

    /// <summary>The list, one text a line; null for the built-in ones.</summary>
    [Parameter, EditorRequired]
    public required string? Texts { get; set; }

    /// <summary>What stands there instead where none is given.</summary>
    [Parameter, EditorRequired]
    public required string Placeholder { get; set; }

    /// <summary>Another list was given.</summary>
    [Parameter]
    public EventCallback<string?> Given { get; set; }

    /// <summary>Called by the browser when it kept a list out.</summary>
    [JSInvokable]
    public void RefuseLength(int bytes)
    {
        _tooLong = string.Create(CultureInfo.InvariantCulture,
            $"That would make {bytes:N0} bytes; a list on this page holds {PromptEditor.LargestMessage:N0} at most. Nothing was changed: paste fewer texts, or send the list by the API.");
        StateHasChanged();
    }

    /// <summary>Called by the browser when a list fits again.</summary>
    [JSInvokable]
    public void ForgetRefusal()
    {
        _tooLong = null;
        StateHasChanged();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _self = DotNetObjectReference.Create(this);
        _binding = await BrowserBinding.AttachAsync(JS, "./js/text-limit.js", _area, _self, PromptEditor.LargestMessage);
        if (_gone && _binding is not null)
            await _binding.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _gone = true;
        if (_binding is not null)
            await _binding.DisposeAsync();
        _self?.Dispose();
    }
}
