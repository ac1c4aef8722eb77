using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Patchscopes.Web.Components.Controls;

/// <summary>A modal dialog with a title: the browser keeps the focus in it, closes it on Escape and gives the focus back.</summary>
public sealed partial class Modal : IAsyncDisposable
{
    private ElementReference _dialog;
    private BrowserBinding? _binding;
    private DotNetObjectReference<Modal>? _self;
    private bool _isToShow;
    private int _showing;

    [Inject]
    public required IJSRuntime JS { get; init; }

    /// <summary>Its heading.</summary>
    [Parameter, EditorRequired]
    public required string Title { get; set; }

    /// <summary>A sentence below the heading.</summary>
    [Parameter]
    public string? About { get; set; }

    /// <summary>Its name for tests, and the root of its elements' ids.</summary>
    [Parameter, EditorRequired]
    public required string TestId { get; set; }

    /// <summary>Whether it takes the width of the page.</summary>
    [Parameter]
    public bool IsWide { get; set; }

    /// <summary>What it holds while it is open.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>It was closed, by whatever means.</summary>
    [Parameter]
    public EventCallback Left { get; set; }

    /// <summary>Whether it is open.</summary>
    public bool IsOpen { get; private set; }

    private string TitleId => TestId + "-title";

    /// <summary>Opens it.</summary>
    public void Open()
    {
        (IsOpen, _isToShow) = (true, true);
        _showing++;
        StateHasChanged();
    }

    /// <summary>Closes it.</summary>
    public Task CloseAsync() => _binding?.InvokeAsync("close") ?? Task.CompletedTask;

    /// <summary>Called by the browser when the dialog is closed, by whatever means.</summary>
    /// <param name="showing">Which showing ended: a key may open the dialog again before the browser tells that it was closed.</param>
    [JSInvokable]
    public Task Closed(int showing)
    {
        if (showing != _showing)
            return Task.CompletedTask;
        IsOpen = false;
        StateHasChanged();
        return Left.InvokeAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_isToShow)
            return;
        _isToShow = false;
        _self ??= DotNetObjectReference.Create(this);
        _binding ??= await BrowserBinding.AttachAsync(JS, "./js/dialog.js", _dialog, _self);
        if (_binding is not null)
            await _binding.InvokeAsync("show", _showing);
    }

    public async ValueTask DisposeAsync()
    {
        if (_binding is not null)
            await _binding.DisposeAsync();
        _self?.Dispose();
    }
}
