using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Patchscopes.Web.Components.Layout;
using Patchscopes.Web.State.Views;
using Plotly.Blazor;
using Plotly.Blazor.Interop;

namespace Patchscopes.Web.Components.Controls;

/// <summary>
/// The heat map, and the only component that talks to Plotly. It draws whatever <see cref="Model"/> it was given last: the
/// chart call returns when the browser has drawn, so a slow browser skips versions and never falls behind.
/// </summary>
public sealed partial class LensHeatmap : IDisposable
{
    /// <summary>The page's own chart's element; fixed, because Plotly.Blazor's own is random.</summary>
    public const string ChartId = "lens-heatmap";

    private readonly CancellationTokenSource _gone = new();
    private readonly Config _config = HeatmapFigure.Config();
    private PlotlyChart? _chart;
    private IList<ITrace> _data = [];
    private Plotly.Blazor.Layout _layout = new();
    private HeatmapFigure? _figure;
    private bool _isAsked;
    private bool _isMissing;
    private bool _isReady;
    private bool _isWhole;
    private bool _isSubscribed;
    private bool _isPainting;

    [Inject]
    public required IJSRuntime JS { get; init; }

    /// <summary>The chart's element.</summary>
    [Parameter]
    public string Id { get; set; } = ChartId;

    /// <summary>What to draw.</summary>
    [Parameter, EditorRequired]
    public required HeatmapModel Model { get; set; }

    /// <summary>The opened cell, or null.</summary>
    [Parameter]
    public (int Row, int Column)? Opened { get; set; }

    /// <summary>The cells that are pinned.</summary>
    [Parameter]
    public IReadOnlyList<(int Row, int Column)> Pinned { get; set; } = [];

    /// <summary>The cell under the keyboard's cursor, or null.</summary>
    [Parameter]
    public (int Row, int Column)? Cursor { get; set; }

    /// <summary>Whether the cells belong to an earlier request.</summary>
    [Parameter]
    public bool Stale { get; set; }

    /// <summary>A cell was clicked.</summary>
    [Parameter]
    public EventCallback<(int Row, int Column)> Clicked { get; set; }

    /// <summary>The row whose cells are listed, or null.</summary>
    [Parameter]
    public int? SelectedRow { get; set; }

    /// <summary>The column whose cells are listed, or null.</summary>
    [Parameter]
    public int? SelectedColumn { get; set; }

    /// <summary>A row's name was chosen.</summary>
    [Parameter]
    public EventCallback<int> RowChosen { get; set; }

    /// <summary>A column's name was chosen.</summary>
    [Parameter]
    public EventCallback<int> ColumnChosen { get; set; }

    [CascadingParameter]
    public ThemeMode Mode { get; set; }

    private string Zoom => (Model.Zoom / (double)MapLook.Fit).ToString(CultureInfo.InvariantCulture);

    private ThemeColors Colors => Mode is ThemeMode.Dark ? ThemeColors.Dark : ThemeColors.Light;

    protected override void OnParametersSet()
    {
        if (_figure is null && Mode is not ThemeMode.Unknown)
            TakeFigure(new HeatmapFigure(Model, Colors));
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            await AskForPlotlyAsync();
        if (!_isReady || _isPainting || _chart is null)
            return;
        _isPainting = true;
        try
        {
            if (!_isSubscribed)
            {
                _isSubscribed = true;
                await _chart.SubscribeClickEvent(_gone.Token);
            }
            while (await PaintAsync(_chart))
                await Task.Yield();
            ShowWhole();
        }
        catch (Exception left) when (BrowserBinding.IsLeaving(left))
        {
            // The visitor left while the map was drawn.
        }
        finally
        {
            _isPainting = false;
        }
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <summary>Without its script the chart would break the page, so it is not rendered then.</summary>
    private async Task AskForPlotlyAsync()
    {
        try
        {
            await using var script = await JS.InvokeAsync<IJSObjectReference>("import", _gone.Token, "./js/chart.js");
            _isMissing = await script.InvokeAsync<bool>("isMissing", _gone.Token);
            _isAsked = true;
            StateHasChanged();
        }
        catch (Exception left) when (BrowserBinding.IsLeaving(left))
        {
            // The visitor left before anything was drawn.
        }
    }

    /// <summary>The hatching of cells to come stays until the browser has drawn them, and not only until they have come.</summary>
    private void ShowWhole()
    {
        var isWhole = _figure?.Painted.IsWhole is true;
        if (isWhole == _isWhole)
            return;
        _isWhole = isWhole;
        StateHasChanged();
    }

    /// <summary>Draws what changed since the last time; false when nothing had.</summary>
    private async Task<bool> PaintAsync(PlotlyChart chart)
    {
        var model = Model;
        if (_figure is null || _gone.IsCancellationRequested)
            return false;
        if (_figure.Colors != Colors || !model.Extends(_figure.Painted))
        {
            TakeFigure(new HeatmapFigure(model, Colors));
            (chart.Data, chart.Layout) = (_data, _layout);
            await chart.React(_gone.Token);
            return true;
        }
        if (ReferenceEquals(model, _figure.Painted) || !_figure.TryAdvance(model, out var live, out var dead))
            return false;
        if (live.Count > 0)
            await chart.Update(live, indices: [HeatmapFigure.LiveTrace], cancellationToken: _gone.Token);
        if (dead.Count > 0)
            await chart.Update(dead, indices: [HeatmapFigure.DeadTrace], cancellationToken: _gone.Token);
        return true;
    }

    private void TakeFigure(HeatmapFigure figure)
    {
        _figure = figure;
        (_data, _layout) = (figure.Traces, figure.Layout);
    }

    private void Ready()
    {
        _isReady = true;
        _ = InvokeAsync(StateHasChanged);
    }

    private void Click(IEnumerable<EventDataPoint> points)
    {
        if (points.FirstOrDefault()?.PointIndex is JsonElement { ValueKind: JsonValueKind.Array } place && place.GetArrayLength() == 2)
            _ = InvokeAsync(() => Clicked.InvokeAsync((place[0].GetInt32(), place[1].GetInt32())));
    }
}
