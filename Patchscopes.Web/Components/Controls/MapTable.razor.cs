using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;

namespace Patchscopes.Web.Components.Controls;

/// <summary>A map's values as a table: what the heat map shows by colour, as text.</summary>
public sealed partial class MapTable : IAsyncDisposable
{
    private ElementReference _root;
    private BrowserBinding? _binding;
    private SeenMap _seen = new([], [], MapLook.Default);

    [Inject]
    public required IJSRuntime JS { get; init; }

    /// <summary>What the cells say.</summary>
    [Parameter, EditorRequired]
    public required ICellValues Values { get; set; }

    /// <summary>How the map is shown.</summary>
    [Parameter, EditorRequired]
    public required MapLook Look { get; set; }

    /// <summary>The opened cell, or null.</summary>
    [Parameter]
    public CellAddress? Opened { get; set; }

    /// <summary>Whether the cells belong to an earlier request.</summary>
    [Parameter]
    public bool Stale { get; set; }

    /// <summary>A cell was chosen.</summary>
    [Parameter]
    public EventCallback<CellAddress> Chosen { get; set; }

    private string Name => char.ToUpperInvariant(Values.Name[0]) + Values.Name[1..];

    protected override void OnParametersSet() => _seen = SeenMap.Of(Values.Map, Look);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            _binding = await BrowserBinding.AttachAsync(JS, "./js/roving.js", _root);
    }

    public async ValueTask DisposeAsync()
    {
        if (_binding is not null)
            await _binding.DisposeAsync();
    }
}
