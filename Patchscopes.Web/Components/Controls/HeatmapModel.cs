using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;

namespace Patchscopes.Web.Components.Controls;

/// <summary>What the heat map draws, as it stands on the page.</summary>
public sealed record HeatmapModel
{
    /// <summary>Up to this many cells keep their labels while others still come; Plotly takes long to draw more.</summary>
    public const int LabelledWhileRunning = 200;

    /// <summary>Names of the layers from top to bottom.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>Names of the layers from left to right.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Whose layers stand from top to bottom.</summary>
    public PromptRole RowRole { get; init; }

    /// <summary>Whose layers stand from left to right.</summary>
    public PromptRole ColumnRole => RowRole is PromptRole.Source ? PromptRole.Target : PromptRole.Source;

    /// <summary>The cells by row and column; null for one that has not come. The same object means the same cell.</summary>
    public required IReadOnlyList<IReadOnlyList<HeatmapCell?>> Cells { get; init; }

    /// <summary>The values that the colours run over.</summary>
    public ValueRange Range { get; init; } = ValueRange.Unit;

    /// <summary>The colours of a range that does not diverge.</summary>
    public MapScale Scale { get; init; }

    /// <summary>Size of the cells in percent of the one that fills the card.</summary>
    public int Zoom { get; init; } = MapLook.Fit;

    /// <summary>How many maps share the card's width.</summary>
    public int Abreast { get; init; } = 1;

    /// <summary>Whether more cells are coming.</summary>
    public required bool IsRunning { get; init; }

    /// <summary>Whether every cell has come.</summary>
    public bool IsWhole => Cells.All(row => row.All(cell => cell is not null));

    /// <summary>Whether the cells show their labels now.</summary>
    public bool ShowsLabels => !IsRunning || Rows.Count * Columns.Count <= LabelledWhileRunning;

    /// <summary>Longest label that fits; 0 where none does.</summary>
    public int LabelLength => (Columns.Count * Abreast * MapLook.Fit / Zoom) switch { <= 12 => 8, <= 16 => 7, <= 24 => Abreast > 1 ? 4 : 5, <= 32 => 3, _ => 0 };

    /// <summary>Pixels that a column needs for its labels.</summary>
    public int CellWidth => (Columns.Count * Abreast) switch { <= 12 => 60, <= 16 => 54, <= 24 => Abreast > 1 ? 27 : 36, <= 32 => 26, _ => 12 };

    /// <summary>Pixels that a row needs at least.</summary>
    public int CellHeight => Rows.Count switch { <= 24 => 20, <= 32 => 16, _ => 10 };

    /// <summary>Whether <paramref name="painted"/> can become this by drawing single cells.</summary>
    public bool Extends(HeatmapModel painted) =>
        (RowRole, Range, Scale, LabelLength, Abreast) == (painted.RowRole, painted.Range, painted.Scale, painted.LabelLength, painted.Abreast)
        && Rows.SequenceEqual(painted.Rows) && Columns.SequenceEqual(painted.Columns)
        && !Places().Any(at => painted.Cells[at.Row][at.Column] is { } cell && Cells[at.Row][at.Column]?.IsDead != cell.IsDead);

    /// <summary>The cells that are not those of <paramref name="painted"/>.</summary>
    public IEnumerable<(int Row, int Column)> ChangedSince(HeatmapModel painted) =>
        Places().Where(at => !ReferenceEquals(Cells[at.Row][at.Column], painted.Cells[at.Row][at.Column]));

    private IEnumerable<(int Row, int Column)> Places() =>
        from row in Enumerable.Range(0, Rows.Count) from column in Enumerable.Range(0, Columns.Count) select (row, column);
}

/// <summary>One cell: untrusted text that the heat map encodes.</summary>
/// <param name="Value">What it shows.</param>
/// <param name="IsDead">Whether nothing can change there.</param>
/// <param name="Hover">Lines to show under the pointer, the first one as a heading.</param>
public sealed record HeatmapCell(CellValue Value, bool IsDead, IReadOnlyList<string> Hover);
