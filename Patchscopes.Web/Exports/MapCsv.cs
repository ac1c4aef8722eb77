using Patchscopes.Web.State;

namespace Patchscopes.Web.Exports;

/// <summary>A map as a table: one row per cell, answer and token. Its columns are described in docs/api.md.</summary>
internal static class MapCsv
{
    /// <summary>Writes the table: the top tokens of each cell by rank, then its answers; cells that have not come are left out.</summary>
    public static void Write(SweepMap map, TextWriter text)
    {
        var of = new MapSubject(
            map.Request.SourceModel ?? map.Request.Model, CsvText.Prompt(map.Request.Source.Prompt), map.SourcePosition,
            map.Request.Model, CsvText.Prompt(map.Request.Target.Prompt), map.TargetPosition);
        CsvText.Write(text, map.Rows.SelectMany(_ => map.Columns, (source, target) => new CellAddress(source, target)).SelectMany(cell => RowsOf(map, cell, of)));
    }

    private static IEnumerable<Row> RowsOf(SweepMap map, CellAddress cell, MapSubject of)
    {
        if (map.At(cell) is not { } reading)
            yield break;
        var (hasMore, written) = (map.Unpatched is not null, map.TextAt(cell));
        for (var at = 0; at < reading.Top.Count; at++)
        {
            var top = reading.Top[at];
            yield return new Row(cell.Source.ToString(), cell.Target.ToString(), "top", at + 1, top.Id, top.Text, top.Probability, hasMore ? reading.Entropy : null,
                written is null || at > 0 ? null : string.Concat(written.Tokens.Select(token => token.Text)), map.IsDead(cell), of);
        }
        foreach (var (answer, text) in reading.Answers.Zip(map.Request.Answers ?? []))
            yield return new Row(cell.Source.ToString(), cell.Target.ToString(), "answer", answer.Rank, null, text, answer.Probability, null, null, map.IsDead(cell), of);
    }

    private sealed record Row(
        string SourceLayer, string TargetLayer, string Kind, int? Rank, int? TokenId, string Token, double Probability, double? EntropyNats, string? Written, bool CannotChange, MapSubject Of);

    /// <summary>What a map is of: the same in every row, so that rows of several files can stand in one table.</summary>
    private sealed record MapSubject(string SourceModel, string SourcePrompt, int SourcePosition, string TargetModel, string TargetPrompt, int TargetPosition);
}
