namespace Patchscopes.Web.State.Views;

/// <summary>The values of one run less those of another, in the cells that both have.</summary>
/// <param name="before">A, whose values are taken away.</param>
/// <param name="after">B, whose layers are shown.</param>
public sealed class DifferenceValues(ICellValues before, ICellValues after) : ICellValues
{
    /// <inheritdoc/>
    public SweepMap Map => after.Map;

    /// <inheritdoc/>
    public string Name => "B − A: " + after.Name + (after.AreTokens ? $" where both say the same one; {CellValue.Others} where they do not" : "");

    /// <inheritdoc/>
    public bool AreTokens => false;

    /// <inheritdoc/>
    public ValueRange Range => ValueRange.DifferencesOf(after.Range);

    /// <inheritdoc/>
    public string? Lack => after.Lack ?? (before.Lack is { } lack ? "In A: " + lack : null);

    /// <summary>Cells of B that A does not have.</summary>
    public int Alone => (from source in Map.Rows from target in Map.Columns select new CellAddress(source, target)).Count(cell => !before.Map.Contains(cell));

    /// <summary>Cells in which A and B say other tokens, whose probabilities are not to be set against each other.</summary>
    public int Others => (from source in Map.Rows from target in Map.Columns select At(new CellAddress(source, target))).Count(value => value?.Brief == CellValue.Others);

    /// <inheritdoc/>
    public CellValue? At(CellAddress cell)
    {
        if (after.At(cell) is not { } now)
            return null;
        if (!before.Map.Contains(cell))
            return CellValue.Nothing;
        if (before.At(cell) is not { } then)
            return null;
        if (now.Value is not { } b || then.Value is not { } a)
            return CellValue.Nothing;
        if (after.AreTokens && now.Words != then.Words)
            return new CellValue(null, $"{then.Words} → {now.Words}", CellValue.Others, $"other tokens: A says {then.Spoken}; B says {now.Spoken}");
        var (full, brief) = after.Range switch { { IsLog: true } => ("0", "0"), { To: > 1 } => ("0.00", "0.0"), _ => ("0.000", "0.00") };
        return CellValue.Of(b - a, CellValue.WithSign(b - a, full), CellValue.WithSign(b - a, brief));
    }

    /// <inheritdoc/>
    public IEnumerable<string> Lines(CellAddress cell)
    {
        if (!before.Map.Contains(cell))
        {
            yield return "A has no such cell.";
            yield break;
        }
        yield return $"A: {before.At(cell)?.Spoken ?? "…"}";
        yield return $"B: {after.At(cell)?.Spoken ?? "…"}";
        yield return At(cell) is { Brief: CellValue.Others } others ? others.Words : $"B − A: {At(cell)?.Spoken ?? "…"}";
    }
}
