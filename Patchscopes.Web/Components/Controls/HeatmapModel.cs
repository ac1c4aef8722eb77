namespace Patchscopes.Web.Components.Controls;

/// <summary>What the heat map draws.</summary>
public sealed record HeatmapModel
{
    /// <summary>Up to this many cells keep their labels while others still come; Plotly takes long to draw more.</summary>
    public const int LabelledWhileRunning = 200;

    /// <summary>Names of the source layers, from top to bottom.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>Names of the target layers, from left to right.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Per column, whether nothing can change there.</summary>
    public required IReadOnlyList<bool> DeadColumns { get; init; }

    /// <summary>The cells by row and column; null for one that has not come. The same object means the same cell.</summary>
    public required IReadOnlyList<IReadOnlyList<HeatmapCell?>> Cells { get; init; }

    /// <summary>Whether more cells are coming.</summary>
    public required bool IsRunning { get; init; }

    /// <summary>Whether every cell has come.</summary>
    public bool IsWhole => Cells.All(row => row.All(cell => cell is not null));

    /// <summary>Whether the cells show their labels now.</summary>
    public bool ShowsLabels => !IsRunning || Rows.Count * Columns.Count <= LabelledWhileRunning;

    /// <summary>Whether <paramref name="painted"/> can become this by drawing single cells.</summary>
    public bool Extends(HeatmapModel painted) =>
        Rows.SequenceEqual(painted.Rows) && Columns.SequenceEqual(painted.Columns) && DeadColumns.SequenceEqual(painted.DeadColumns)
        && !Places().Any(at => Cells[at.Row][at.Column] is null && painted.Cells[at.Row][at.Column] is not null);

    /// <summary>The cells that are not those of <paramref name="painted"/>.</summary>
    public IEnumerable<(int Row, int Column)> ChangedSince(HeatmapModel painted) =>
        Places().Where(at => !ReferenceEquals(Cells[at.Row][at.Column], painted.Cells[at.Row][at.Column]));

    private IEnumerable<(int Row, int Column)> Places() =>
        from row in Enumerable.Range(0, Rows.Count) from column in Enumerable.Range(0, Columns.Count) select (row, column);
}

/// <summary>One cell: untrusted text that the heat map encodes.</summary>
/// <param name="Label">The top token's visible form.</param>
/// <param name="Probability">Its probability, 0 … 1.</param>
/// <param name="Hover">Lines to show under the pointer, the first one as a heading.</param>
public sealed record HeatmapCell(string Label, float Probability, IReadOnlyList<string> Hover);
