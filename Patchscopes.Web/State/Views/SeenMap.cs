using Patchscopes.Model.Architecture;

namespace Patchscopes.Web.State.Views;

/// <summary>The layers of a map as they stand on the page, from top to bottom and from left to right.</summary>
public sealed class SeenMap
{
    private readonly bool _isTransposed;
    private readonly Dictionary<Layer, int> _rows;
    private readonly Dictionary<Layer, int> _columns;

    public SeenMap(IReadOnlyList<Layer> sources, IReadOnlyList<Layer> targets, MapLook look)
    {
        _isTransposed = look.Transposed;
        var down = look.Transposed ? targets : sources;
        Rows = look.Flipped ? [.. down.Reverse()] : down;
        Columns = look.Transposed ? sources : targets;
        _rows = Rows.Select((layer, at) => (layer, at)).ToDictionary(row => row.layer, row => row.at);
        _columns = Columns.Select((layer, at) => (layer, at)).ToDictionary(column => column.layer, column => column.at);
    }

    /// <summary>Layers from top to bottom.</summary>
    public IReadOnlyList<Layer> Rows { get; }

    /// <summary>Layers from left to right.</summary>
    public IReadOnlyList<Layer> Columns { get; }

    /// <summary>Whose layers stand from top to bottom.</summary>
    public PromptRole RowRole => _isTransposed ? PromptRole.Target : PromptRole.Source;

    /// <summary>Whose layers stand from left to right.</summary>
    public PromptRole ColumnRole => _isTransposed ? PromptRole.Source : PromptRole.Target;

    /// <summary>A map as a look shows it.</summary>
    public static SeenMap Of(SweepMap map, MapLook look) => new(map.Rows, map.Columns, look);

    /// <summary>The cell that stands at a place.</summary>
    public CellAddress At(int row, int column) => _isTransposed ? new(Columns[column], Rows[row]) : new(Rows[row], Columns[column]);

    /// <summary>Where a cell stands, or null where the map has none.</summary>
    public (int Row, int Column)? PlaceOf(CellAddress cell)
    {
        var (down, across) = _isTransposed ? (cell.Target, cell.Source) : (cell.Source, cell.Target);
        return _rows.TryGetValue(down, out var row) && _columns.TryGetValue(across, out var column) ? (row, column) : null;
    }
}
