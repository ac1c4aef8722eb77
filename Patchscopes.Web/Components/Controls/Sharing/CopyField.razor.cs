using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Patchscopes.Web.Components.Controls.Sharing;

/// <summary>A text to be copied.</summary>
public sealed partial class CopyField
{
    private ElementReference _field;
    private bool? _isCopied;
    private string? _copiedText;

    [Inject]
    public required IJSRuntime JS { get; init; }

    /// <summary>What it is.</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>The text.</summary>
    [Parameter, EditorRequired]
    public required string Text { get; set; }

    /// <summary>Its name for tests, and its element's id.</summary>
    [Parameter, EditorRequired]
    public required string TestId { get; set; }

    /// <summary>Whether it is copied as soon as it is there.</summary>
    [Parameter]
    public bool CopiesAtOnce { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_copiedText is not null && _copiedText != Text)
        {
            (_isCopied, _copiedText) = (null, null);
            StateHasChanged();
        }
        if (!firstRender || !CopiesAtOnce)
            return;
        await CopyAsync();
        StateHasChanged();
    }

    private Task CopyAsync() => TryAsync(async clipboard => (_isCopied, _copiedText) = (await clipboard.InvokeAsync<bool>("copy", Text), Text));

    private Task MarkAsync() => TryAsync(async clipboard => await clipboard.InvokeVoidAsync("mark", _field));

    private async Task TryAsync(Func<IJSObjectReference, Task> act)
    {
        try
        {
            await using var clipboard = await JS.InvokeAsync<IJSObjectReference>("import", "./js/clipboard.js");
            await act(clipboard);
        }
        catch (Exception left) when (BrowserBinding.IsLeaving(left))
        {
            // Nobody is left to paste it.
        }
    }
}
