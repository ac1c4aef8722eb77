using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>
/// The play head over everything inside. The browser owns it while it plays; the server moves it only where it changed on
/// its own (another task, going back).
/// </summary>
public sealed partial class Replay : IAsyncDisposable
{
    private ElementReference _root;
    private BrowserBinding? _binding;
    private DotNetObjectReference<Replay>? _self;
    private string _firstHead = "";
    private int _first;
    private int _inBrowser;
    private bool _gone;

    [Inject]
    public required IJSRuntime JS { get; init; }

    /// <summary>The block at the play head.</summary>
    [Parameter, EditorRequired]
    public required int Head { get; set; }

    /// <summary>The last block.</summary>
    [Parameter, EditorRequired]
    public required int Last { get; set; }

    /// <summary>The play head was moved, and whether it goes on moving.</summary>
    [Parameter]
    public EventCallback<(int Block, bool IsPlaying)> Moved { get; set; }

    /// <summary>What is replayed.</summary>
    [Parameter, EditorRequired]
    public required RenderFragment ChildContent { get; set; }

    /// <summary>Called by the browser with the play head's place.</summary>
    [JSInvokable]
    public Task MoveAsync(int block, bool isPlaying)
    {
        _inBrowser = block;
        return Moved.InvokeAsync((block, isPlaying));
    }

    protected override void OnInitialized()
    {
        _first = _inBrowser = Head;
        _firstHead = string.Create(CultureInfo.InvariantCulture, $"--head:{Head}");
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _binding = await BrowserBinding.AttachAsync(JS, "./js/stages.js", _root, _self, _first);
            if (_gone && _binding is not null)
                await _binding.DisposeAsync();
        }
        if (_binding is not null && _inBrowser != Head)
        {
            _inBrowser = Head;
            await _binding.InvokeAsync("show", Head);
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
