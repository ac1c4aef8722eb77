using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Patchscopes.Web.Components.Controls;

/// <summary>
/// The text area of one prompt. The browser owns its text while it is typed in; the server sends a text only where it
/// changed on its own (a preset, going back), so that a slow line never eats a key.
/// </summary>
public sealed partial class PromptEditor : IAsyncDisposable
{
    /// <summary>The longest text of an editor.</summary>
    public const int LargestText = 8_000;

    /// <summary>The longest text as one message to the server, which may have 32 KB with what is around it.</summary>
    public const int LargestMessage = 28_000;

    private ElementReference _area;
    private BrowserBinding? _binding;
    private DotNetObjectReference<PromptEditor>? _self;
    private string _first = "";
    private string _inBrowser = "";
    private string? _tooLong;
    private bool _gone;

    [Inject]
    public required IJSRuntime JS { get; init; }

    /// <summary>"source" or "target".</summary>
    [Parameter, EditorRequired]
    public required string Role { get; set; }

    /// <summary>The text that the page holds.</summary>
    [Parameter, EditorRequired]
    public required string Text { get; set; }

    /// <summary>The visitor typed this text.</summary>
    [Parameter]
    public EventCallback<string> Typed { get; set; }

    /// <summary>The visitor asks to run now.</summary>
    [Parameter]
    public EventCallback Run { get; set; }

    private string MessageId => $"{Role}-too-long";

    /// <summary>Called by the browser with the text, at most once per pause.</summary>
    [JSInvokable]
    public Task TypeAsync(string text)
    {
        _inBrowser = text;
        return Typed.InvokeAsync(text);
    }

    /// <summary>Called by the browser on Ctrl/Cmd+Enter.</summary>
    [JSInvokable]
    public Task RunAsync() => Run.InvokeAsync();

    /// <summary>Called by the browser when it kept a text out.</summary>
    [JSInvokable]
    public void RefuseLength(int characters, int bytes)
    {
        var tooLarge = characters > LargestText
            ? string.Create(CultureInfo.InvariantCulture, $"{characters:N0} characters; a prompt holds {LargestText:N0} at most")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes; a prompt holds {LargestMessage:N0} at most");
        _tooLong = $"That would make {tooLarge}. Nothing was changed: paste a shorter part.";
        StateHasChanged();
    }

    /// <summary>Called by the browser when a text fits again.</summary>
    [JSInvokable]
    public void ForgetRefusal()
    {
        _tooLong = null;
        StateHasChanged();
    }

    protected override void OnInitialized() => _first = _inBrowser = Text;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _binding = await BrowserBinding.AttachAsync(
                JS, "./js/prompt-editor.js", _area, _self, new { characters = LargestText, bytes = LargestMessage });
            if (_gone && _binding is not null)
                await _binding.DisposeAsync();
        }
        if (_binding is not null && _inBrowser != Text)
        {
            (_inBrowser, _tooLong) = (Text, null);
            await _binding.InvokeAsync("setText", Text);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _gone = true;
        if (_binding is not null)
            await _binding.DisposeAsync();
        _self?.Dispose();
    }
}
