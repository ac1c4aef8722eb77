using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Patchscopes.Web.State;

namespace Patchscopes.Web.Components.Controls;

/// <summary>The map with its read-out, progress, legend and keys.</summary>
public sealed partial class MapCard : IAsyncDisposable
{
    private readonly HeatmapBuilder _builder = new();
    private ElementReference _keys;
    private BrowserBinding? _binding;
    private DotNetObjectReference<MapCard>? _self;
    private (int Row, int Column)? _cursor;
    private bool _hasFocus;

    [Inject]
    public required IJSRuntime JS { get; init; }

    /// <summary>The page's state.</summary>
    [Parameter, EditorRequired]
    public required ExplorerState State { get; set; }

    private HeatmapModel Drawing => _builder.Build(State.Map, State.Status is RunStatus.Running, State.Model?.Blocks ?? 0);

    private (int Row, int Column)? OpenedPlace =>
        State.Map is { } map && State.Opened is { } cell && map.Contains(cell) ? map.Find(cell) : null;

    private string Announcement => _hasFocus && State.Map is { } map && _cursor is { } at && map.At(at.Row, at.Column) is { Top: [var top, ..] }
        ? string.Create(CultureInfo.InvariantCulture, $"source {map.Rows[at.Row]}, target {map.Columns[at.Column]}: {top.Display}, {top.Probability:0.000}")
        : "";

    /// <summary>An arrow key.</summary>
    [JSInvokable]
    public Task MoveAsync(int rows, int columns)
    {
        if (State.Map is { } map)
        {
            var (row, column) = Start(map);
            _cursor = (Math.Clamp(row + rows, 0, map.Rows.Count - 1), Math.Clamp(column + columns, 0, map.Columns.Count - 1));
            StateHasChanged();
        }
        return Task.CompletedTask;
    }

    /// <summary>Enter: opens the cell under the cursor.</summary>
    [JSInvokable]
    public Task OpenCursorAsync() => State.Map is { } map ? State.OpenAsync(Address(map, Start(map))) : Task.CompletedTask;

    /// <summary>Escape.</summary>
    [JSInvokable]
    public Task EscapeAsync()
    {
        if (State.Opened is not null)
            State.Close();
        return Task.CompletedTask;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _self = DotNetObjectReference.Create(this);
        _binding = await BrowserBinding.AttachAsync(JS, "./js/map.js", _keys, _self);
    }

    public async ValueTask DisposeAsync()
    {
        if (_binding is not null)
            await _binding.DisposeAsync();
        _self?.Dispose();
    }

    private static CellAddress Address(SweepMap map, (int Row, int Column) at) => map.AddressOf(at.Row, at.Column);

    private (int Row, int Column) Start(SweepMap map)
    {
        var (row, column) = _cursor ?? OpenedPlace ?? (0, 0);
        return (Math.Min(row, map.Rows.Count - 1), Math.Min(column, map.Columns.Count - 1));
    }

    private void Focus()
    {
        _hasFocus = true;
        _cursor ??= OpenedPlace ?? (0, 0);
    }

    private void Blur() => _hasFocus = false;

    private Task OpenAsync((int Row, int Column) at)
    {
        _cursor = at;
        return State.Map is { } map && at.Row < map.Rows.Count && at.Column < map.Columns.Count
            ? State.OpenAsync(Address(map, at))
            : Task.CompletedTask;
    }
}
