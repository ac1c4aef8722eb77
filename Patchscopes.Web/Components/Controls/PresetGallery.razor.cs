using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Patchscopes.Model.Presets;

namespace Patchscopes.Web.Components.Controls;

/// <summary>All examples, in groups, in a dialog: the browser keeps the focus in it and gives it back.</summary>
public sealed partial class PresetGallery : IAsyncDisposable
{
    private ElementReference _dialog;
    private BrowserBinding? _binding;
    private DotNetObjectReference<PresetGallery>? _self;
    private bool _isOpen;
    private bool _isToShow;

    [Inject]
    public required IJSRuntime JS { get; init; }

    /// <summary>The preset that the page shows, or null.</summary>
    [Parameter]
    public Preset? Active { get; set; }

    /// <summary>A preset was chosen.</summary>
    [Parameter]
    public EventCallback<Preset> Chosen { get; set; }

    /// <summary>Shows the examples.</summary>
    public Task OpenAsync()
    {
        (_isOpen, _isToShow) = (true, true);
        StateHasChanged();
        return Task.CompletedTask;
    }

    /// <summary>Called by the browser when the dialog is closed, by whatever means.</summary>
    [JSInvokable]
    public void Closed()
    {
        _isOpen = false;
        StateHasChanged();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_isToShow)
            return;
        _isToShow = false;
        _self ??= DotNetObjectReference.Create(this);
        _binding ??= await BrowserBinding.AttachAsync(JS, "./js/dialog.js", _dialog, _self);
        if (_binding is not null)
            await _binding.InvokeAsync("show");
    }

    public async ValueTask DisposeAsync()
    {
        if (_binding is not null)
            await _binding.DisposeAsync();
        _self?.Dispose();
    }

    private Task CloseAsync() => _binding?.InvokeAsync("close") ?? Task.CompletedTask;

    private async Task RunAsync(Preset preset)
    {
        await CloseAsync();
        await Chosen.InvokeAsync(preset);
    }
}
