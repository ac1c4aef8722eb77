using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CsvHelper;
using CsvHelper.Configuration;
using Patchscopes.Web.Api;
using Patchscopes.Web.Exports;
using Patchscopes.Web.Services.Stages;

namespace Patchscopes.Web.State.Stages;

/// <summary>Data sets as files: rows that are read, verdicts that are written.</summary>
public static class DatasetFiles
{
    /// <summary>The most rows that a file may have.</summary>
    public const int MostRows = DatasetChecks.MostRows;

    /// <summary>The largest file, in bytes.</summary>
    public const int LargestFile = 8 << 20;

    private static readonly string[] Columns = ["question", "argument", "answer"];
    private static readonly JsonSerializerOptions Json = LikeTheApi();

    /// <summary>Reads a file separated by commas, semicolons or tabs, whose header names question, argument and answer, in any order.</summary>
    /// <param name="text">The file.</param>
    /// <exception cref="FormatException">It is not such a file; the message names the row and the remedy.</exception>
    public static IReadOnlyList<DatasetRow> Read(string text)
    {
        var header = text.AsSpan(0, Math.Max(0, text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? end : text.Length));
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = Separator(header), PrepareHeaderForMatch = name => name.Header.Trim().ToLowerInvariant() };
        using var reader = new CsvReader(new StringReader(text.TrimStart('\uFEFF')), configuration);
        try
        {
            return ReadRows(reader);
        }
        catch (CsvHelper.MissingFieldException)
        {
            throw new FormatException($"Row {reader.Parser.Row} of the file has only {reader.Parser.Count} of the {reader.HeaderRecord?.Length} columns that its first row names.");
        }
        catch (CsvHelperException)
        {
            throw new FormatException($"Row {reader.Parser.Row} of the file cannot be read: quote texts that hold the separator, a quote or a line break, and double the quotes in them.");
        }
    }

    /// <summary>A line per verdict.</summary>
    public static string ToCsv(IEnumerable<DatasetVerdict> verdicts) => CsvText.Of(verdicts.Select(verdict => new
    {
        form = StageNames.Of(verdict.Form),
        row = verdict.Row,
        question = verdict.Question,
        argument = verdict.Argument,
        answer = verdict.Answer,
        said = verdict.Said.Text,
        correct = verdict.IsCorrect,
        label = StageNames.Of(verdict.Label),
        argumentFirst = verdict.ArgumentSpan?.First,
        argumentLast = verdict.ArgumentSpan?.Last,
        applicationLayer = verdict.ApplicationLayer,
        attribution = verdict.Attribution is { } attribution ? StageNames.Of(attribution) : null,
        saturationStart = verdict.SaturationStart,
        xScore = verdict.XScore,
        removedFirst = verdict.Removal?.Blocks.First,
        removedLast = verdict.Removal?.Blocks.Last,
        saidWithout = verdict.Removal?.Said.Text,
        doubts = string.Join(" ", verdict.Doubts),
    }));

    /// <summary>The start, every verdict and every summary as one object, which says whether the run was whole.</summary>
    public static string ToJson(DatasetStarted started, IReadOnlyList<DatasetVerdict> verdicts, IReadOnlyList<DatasetSummed> summaries) =>
        JsonSerializer.Serialize(new { started.Model, started.Relation, started.Decoder, started.Forms, isWhole = verdicts.Count == started.Rows, verdicts, summaries }, Json);

    private static string Separator(ReadOnlySpan<char> header) =>
        header.Contains('\t') ? "\t" : header.Count(';') > header.Count(',') ? ";" : ",";

    private static JsonSerializerOptions LikeTheApi()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        ApiJson.AddTo(options);
        return options;
    }

    private static List<DatasetRow> ReadRows(CsvReader reader)
    {
        if (!reader.Read() || !reader.ReadHeader())
            throw new FormatException("The file is empty. Its first row names the columns question, argument and answer.");
        var lacking = Columns.Where(column => reader.GetFieldIndex(column, isTryGet: true) < 0).ToList();
        if (lacking.Count > 0)
            throw new FormatException($"The file's first row lacks the {(lacking.Count == 1 ? "column" : "columns")} {string.Join(" and ", lacking)}; it must name question, argument and answer.");
        var rows = new List<DatasetRow>();
        while (reader.Read())
        {
            var fields = Columns.Select(column => reader.GetField(column) ?? "").ToList();
            if (fields.FindIndex(string.IsNullOrWhiteSpace) is var blank and >= 0)
                throw new FormatException($"Row {reader.Parser.Row} of the file has no {Columns[blank]}.");
            rows.Add(new DatasetRow(fields[0].Replace("\\n", "\n", StringComparison.Ordinal), fields[1].Trim(), fields[2].Trim()));
            if (rows.Count > MostRows)
                throw new FormatException($"The file has more than {MostRows} rows: split it.");
        }
        return rows.Count > 0 ? rows : throw new FormatException("The file has a header but no rows.");
    }
}
