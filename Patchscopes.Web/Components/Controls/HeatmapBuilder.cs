using System.Globalization;
using Patchscopes.Model.Architecture;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;

namespace Patchscopes.Web.Components.Controls;

/// <summary>Makes what the heat map draws from a map as far as it has come; cells that were made stay the same objects.</summary>
public sealed class HeatmapBuilder
{
    private object? _key;
    private HeatmapCell?[][] _cells = [];
    private HeatmapModel? _last;

    /// <summary>The drawing of a map as a view reads it.</summary>
    /// <param name="values">The view.</param>
    /// <param name="key">Equal for equal values, so that cells are made once.</param>
    /// <param name="look">How the map is shown.</param>
    /// <param name="isRunning">Whether more cells are coming.</param>
    /// <param name="abreast">How many maps share the card's width.</param>
    public HeatmapModel Build(ICellValues values, object key, MapLook look, bool isRunning, int abreast = 1)
    {
        var seen = SeenMap.Of(values.Map, look);
        if (!key.Equals(_key))
            (_key, _cells, _last) = (key, [.. seen.Rows.Select(_ => new HeatmapCell?[seen.Columns.Count])], null);
        var hasMore = Fill(values, seen);
        if (_last is not null && !hasMore && _last.IsRunning == isRunning && _last.Abreast == abreast)
            return _last;
        return _last = Frame(seen, look) with
        {
            Cells = [.. _cells.Select(row => (IReadOnlyList<HeatmapCell?>)[.. row])],
            Range = values.Range,
            IsRunning = isRunning,
            Abreast = abreast,
        };
    }

    /// <summary>The drawing of an empty map of a model's blocks, before the first run.</summary>
    public HeatmapModel Empty(int blocks, MapLook look)
    {
        var key = (blocks, look);
        if (_last is not null && key.Equals(_key))
            return _last;
        _key = key;
        var layers = Layer.Blocks(Math.Max(blocks, 1));
        return _last = Frame(new SeenMap(layers, layers, look), look);
    }

    private static HeatmapModel Frame(SeenMap seen, MapLook look) => new()
    {
        Rows = [.. seen.Rows.Select(layer => layer.ToString())],
        Columns = [.. seen.Columns.Select(layer => layer.ToString())],
        RowRole = seen.RowRole,
        Cells = [.. seen.Rows.Select(_ => (IReadOnlyList<HeatmapCell?>)new HeatmapCell?[seen.Columns.Count])],
        Scale = look.Scale,
        Zoom = look.Zoom,
        IsRunning = false,
    };

    private bool Fill(ICellValues values, SeenMap seen)
    {
        var hasMore = false;
        for (var row = 0; row < seen.Rows.Count; row++)
        {
            for (var column = 0; column < seen.Columns.Count; column++)
            {
                var cell = seen.At(row, column);
                if (_cells[row][column] is not null || values.At(cell) is not { } value)
                    continue;
                var isDead = values.Map.IsDead(cell);
                _cells[row][column] = new HeatmapCell(value, isDead, Hover(values, cell, isDead));
                hasMore = true;
            }
        }
        return hasMore;
    }

    private static List<string> Hover(ICellValues values, CellAddress cell, bool isDead)
    {
        var lines = new List<string> { $"{Name(cell.Source)} → {Name(cell.Target)}" };
        if (isDead)
            lines.Add(values.Map.WhyDead);
        lines.AddRange(values.Lines(cell));
        return lines;
    }

    private static string Name(Layer layer) => layer.IsEmbedding
        ? "embedding"
        : string.Create(CultureInfo.InvariantCulture, $"after block {layer.Index} (the paper's layer {layer.Index + 1})");
}
