using Patchscopes.Web.State;

namespace Patchscopes.Web.Exports;

/// <summary>A map as a table: one row per cell, answer and token.</summary>
internal static class MapCsv
{
    /// <summary>The table: the top tokens of each cell by rank, then its answers; cells that have not come are left out.</summary>
    public static string Of(SweepMap map) => CsvText.Of(map.Rows.SelectMany(_ => map.Columns, (source, target) => new CellAddress(source, target)).SelectMany(cell => RowsOf(map, cell)));

    private static IEnumerable<Row> RowsOf(SweepMap map, CellAddress cell)
    {
        if (map.At(cell) is not { } reading)
            yield break;
        var (hasMore, written) = (map.Unpatched is not null, map.TextAt(cell));
        for (var at = 0; at < reading.Top.Count; at++)
        {
            var top = reading.Top[at];
            yield return new Row(cell.Source.ToString(), cell.Target.ToString(), "top", at + 1, top.Id, top.Text, top.Probability, hasMore ? reading.Entropy : null,
                written is null ? null : string.Concat(written.Tokens.Select(token => token.Text)), map.IsDead(cell));
        }
        foreach (var (answer, text) in reading.Answers.Zip(map.Request.Answers ?? []))
            yield return new Row(cell.Source.ToString(), cell.Target.ToString(), "answer", answer.Rank, null, text, answer.Probability, null, null, map.IsDead(cell));
    }

    private sealed record Row(string SourceLayer, string TargetLayer, string Kind, int? Rank, int? TokenId, string Token, double Probability, double? EntropyNats, string? Written, bool CannotChange);
}
