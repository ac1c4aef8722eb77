using System.Globalization;
using Patchscopes.Model.Architecture;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;

namespace Patchscopes.Web.Components.Controls;

/// <summary>Makes what the heat map draws from a map as far as it has come; cells that were made stay the same objects.</summary>
public sealed class HeatmapBuilder
{
    private SweepMap? _map;
    private HeatmapCell?[][] _cells = [];
    private HeatmapModel? _last;
    private int _done;

    /// <summary>The drawing of a map, or of an empty one of a model's blocks before the first run.</summary>
    public HeatmapModel Build(SweepMap? map, bool isRunning, int blocks)
    {
        if (map is null)
            return _last is { } empty && empty.Rows.Count == Math.Max(blocks, 1) ? empty : _last = Empty(Layer.Blocks(Math.Max(blocks, 1)));
        if (map != _map)
            (_map, _cells, _last) = (map, [.. map.Rows.Select(_ => new HeatmapCell?[map.Columns.Count])], null);
        if (_last is not null && _done == map.Done && _last.IsRunning == isRunning)
            return _last;
        Fill(map);
        _done = map.Done;
        return _last = new HeatmapModel
        {
            Rows = [.. map.Rows.Select(layer => layer.ToString())],
            Columns = [.. map.Columns.Select(layer => layer.ToString())],
            DeadColumns = map.DeadColumns,
            Cells = [.. _cells.Select(row => (IReadOnlyList<HeatmapCell?>)[.. row])],
            IsRunning = isRunning,
        };
    }

    private static HeatmapModel Empty(IReadOnlyList<Layer> layers) => new()
    {
        Rows = [.. layers.Select(layer => layer.ToString())],
        Columns = [.. layers.Select(layer => layer.ToString())],
        DeadColumns = [.. layers.Select(_ => false)],
        Cells = [.. layers.Select(_ => (IReadOnlyList<HeatmapCell?>)new HeatmapCell?[layers.Count])],
        IsRunning = false,
    };

    private void Fill(SweepMap map)
    {
        for (var row = 0; row < map.Rows.Count; row++)
        {
            for (var column = 0; column < map.Columns.Count; column++)
            {
                if (_cells[row][column] is null && map.At(row, column) is { Top.Count: > 0 } cell)
                    _cells[row][column] = new HeatmapCell(cell.Top[0].Display, cell.Top[0].Probability, Hover(map, cell, map.DeadColumns[column]));
            }
        }
    }

    private static List<string> Hover(SweepMap map, CellReading cell, bool isDead)
    {
        var lines = new List<string> { $"{Name(cell.SourceLayer)} → {Name(cell.TargetLayer)}" };
        if (isDead)
            lines.Add(WhyDead(map));
        var shown = cell.Top.Take(5).Select(reading => (Token: reading.Display, reading.Probability)).ToList();
        var width = Math.Min(24, shown.Max(reading => reading.Token.Length));
        lines.AddRange(shown.Select(reading => string.Create(CultureInfo.InvariantCulture, $"{reading.Token.PadRight(width)}  {reading.Probability:0.000}")));
        return lines;
    }

    private static string WhyDead(SweepMap map) => map.ReadPosition < map.TargetPosition
        ? "Cannot change: the token read stands before the patched one."
        : "Cannot change: no block is left to carry the patch to the token read.";

    private static string Name(Layer layer) => layer.IsEmbedding
        ? "embedding"
        : string.Create(CultureInfo.InvariantCulture, $"after block {layer.Index} (the paper's layer {layer.Index + 1})");
}
