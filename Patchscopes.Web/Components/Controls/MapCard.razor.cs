using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Patchscopes.Model.Architecture;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Components.Controls;

/// <summary>The map with its views, read-out, progress, legend and keys.</summary>
public sealed partial class MapCard : IAsyncDisposable
{
    private static readonly IReadOnlyList<Segment<MapForm>> Forms =
    [
        new(MapForm.Map, "map", "Map", "The cells as a heat map"),
        new(MapForm.Table, "table", "Table", "The same cells as a table"),
        new(MapForm.Diagonal, "diagonal", "Diagonal", "Each layer put back at the same layer, and what the model goes on to write, as the paper prints it"),
    ];

    private readonly HeatmapBuilder _builder = new();
    private readonly HeatmapBuilder _builderBefore = new();
    private ElementReference _keys;
    private BrowserBinding? _binding;
    private DotNetObjectReference<MapCard>? _self;
    private CellAddress? _cursor;
    private (PromptRole Role, Layer Layer)? _selected;
    private MapLook _shown = MapLook.Default;
    private bool _hasFocus;
    private bool _isStacked;

    [Inject]
    public required IJSRuntime JS { get; init; }

    /// <summary>The page's state.</summary>
    [Parameter, EditorRequired]
    public required ExplorerState State { get; set; }

    /// <summary>Puts together what the page shows, to be exported; null where that is done elsewhere.</summary>
    [Parameter]
    public Func<Task<SavedRun>>? Run { get; set; }

    /// <summary>
    /// How the map is shown. One from an earlier request keeps its view until the new one is there, which may be what the new
    /// view needs; and a view of an answer is not shown before there is one, which the page then takes by itself.
    /// </summary>
    private IReadOnlyList<Segment<MapForm>> Offered => [.. Forms.Where(form => State.Holds(form.Value))];

    private MapLook Look => State.Look switch
    {
        var look when State.IsStale => look with { View = _shown.View, AnswerIndex = _shown.AnswerIndex },
        { NeedsAnswer: true } look when State.Map?.Request.Answers is null => look with { View = MapView.TopToken },
        var look => look,
    };

    /// <summary>What the page's own map says.</summary>
    private ViewValues? Live => State.Map is { } map ? new ViewValues(map, Look, State.Baseline) : null;

    /// <summary>What the map that it is compared with says.</summary>
    private ViewValues? Before => State.Baseline is { } map ? new ViewValues(map, Look, State.Map) : null;

    /// <summary>What is shown: the map, or its difference from the other one.</summary>
    private ICellValues? Values => Look.Difference && Live is { } live && Before is { } before ? new DifferenceValues(before, live) : Live;

    private bool IsPair => State.Baseline is not null && !Look.Difference;

    private HeatmapModel Drawing => Values is { } values
        ? _builder.Build(values, (values.Map, Look, State.Baseline), Look, State.Status is RunStatus.Running, Abreast)
        : _builder.Empty(State.Model?.Blocks ?? 0, Look);

    /// <summary>How many maps share the card's width.</summary>
    private int Abreast => IsPair && !_isStacked ? 2 : 1;

    /// <summary>Whether another form stands in the heat map's place.</summary>
    private bool IsBehind => State.Map is not null && State.Look.Form is not MapForm.Map;

    private string Label => Look.Transposed
        ? $"Heat map: target layers from {Down}, source layers from left to right"
        : $"Heat map: source layers from {Down}, target layers from left to right";

    private string Down => Look.Flipped ? "bottom to top" : "top to bottom";

    private string Announcement => Values is not { } values ? ""
        : _hasFocus && _cursor is { } cell && values.At(cell) is { } value
            ? string.Create(CultureInfo.InvariantCulture, $"source {cell.Source}, target {cell.Target}: {value.Spoken}{(Look.View is MapView.TopToken ? "" : $", {values.Name}")}")
            : $"The map shows the {values.Name}. {values.Lack}";

    /// <summary>An arrow key.</summary>
    [JSInvokable]
    public Task MoveAsync(int rows, int columns)
    {
        if (State.Map is { } map)
        {
            var seen = SeenMap.Of(map, Look);
            var (row, column) = seen.PlaceOf(Start(seen)) ?? (0, 0);
            _cursor = seen.At(Math.Clamp(row + rows, 0, seen.Rows.Count - 1), Math.Clamp(column + columns, 0, seen.Columns.Count - 1));
            StateHasChanged();
        }
        return Task.CompletedTask;
    }

    /// <summary>The page has become so narrow that compared maps stand one below the other, or no longer.</summary>
    [JSInvokable]
    public void Stack(bool isStacked)
    {
        _isStacked = isStacked;
        StateHasChanged();
    }

    /// <summary>Enter: opens the cell under the cursor.</summary>
    [JSInvokable]
    public Task OpenCursorAsync() => State.Map is { } map ? State.OpenAsync(Start(SeenMap.Of(map, Look))) : Task.CompletedTask;

    /// <summary>Escape: puts away the list of a row or column, or else closes the cell.</summary>
    [JSInvokable]
    public Task EscapeAsync()
    {
        if (_selected is not null)
        {
            Unselect();
            StateHasChanged();
        }
        else if (State.Opened is not null)
            State.Close();
        return Task.CompletedTask;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        _shown = Look;
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

    private HeatmapModel DrawingBefore(ViewValues before) => _builderBefore.Build(before, (before.Map, Look, State.Map), Look, isRunning: false, Abreast);

    private (int Row, int Column)? Seen(CellAddress? cell) => State.Map is { } map ? PlaceIn(map, cell) : null;

    private (int Row, int Column)? PlaceIn(SweepMap map, CellAddress? cell) => cell is { } at ? SeenMap.Of(map, Look).PlaceOf(at) : null;

    /// <summary>Where the cells of this map stand that are pinned.</summary>
    private IReadOnlyList<(int Row, int Column)> Pinned => [.. State.Pins.Where(State.IsHere).Select(pin => Seen(pin.Cell)).OfType<(int, int)>()];

    /// <summary>A cell of A opens the same cell of B, since the panel is of B.</summary>
    private Task OpenIn(SweepMap map, (int Row, int Column) at) => State.OpenAsync(SeenMap.Of(map, Look).At(at.Row, at.Column));

    /// <summary>Where the keys begin: the cursor, the opened cell, or the first one.</summary>
    private CellAddress Start(SeenMap seen) =>
        new[] { _cursor, State.Opened }.FirstOrDefault(cell => cell is { } at && seen.PlaceOf(at) is not null) ?? seen.At(0, 0);

    private bool IsRow(PromptRole role) => role is PromptRole.Source != Look.Transposed;

    private int? SelectedPlace(bool isRow)
    {
        if (_selected is not { } selected || IsRow(selected.Role) != isRow || State.Map is not { } map)
            return null;
        var seen = SeenMap.Of(map, Look);
        return (isRow ? seen.Rows : seen.Columns).ToList().IndexOf(selected.Layer) is >= 0 and var at ? at : null;
    }

    /// <summary>A layer's name was chosen: its cells are listed, or not any more.</summary>
    private void Select(bool isRow, int at)
    {
        if (State.Map is not { } map)
            return;
        var seen = SeenMap.Of(map, Look);
        var selected = isRow ? (seen.RowRole, seen.Rows[at]) : (seen.ColumnRole, seen.Columns[at]);
        _selected = selected == _selected ? null : selected;
    }

    private void Unselect() => _selected = null;

    private void Focus()
    {
        _hasFocus = true;
        if (State.Map is { } map)
            _cursor = Start(SeenMap.Of(map, Look));
    }

    private void Blur() => _hasFocus = false;

    private Task OpenAsync((int Row, int Column) at)
    {
        if (State.Map is not { } map || SeenMap.Of(map, Look) is not { } seen || at.Row >= seen.Rows.Count || at.Column >= seen.Columns.Count)
            return Task.CompletedTask;
        _cursor = seen.At(at.Row, at.Column);
        return State.OpenAsync(_cursor.Value);
    }
}
