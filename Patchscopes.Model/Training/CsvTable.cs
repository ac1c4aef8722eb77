using System.Text;

namespace Patchscopes.Model.Training;

/// <summary>A table of facts that ships inside the assembly: comma separated, a header line, quotes where a name holds a comma.</summary>
internal static class CsvTable
{
    /// <summary>The rows of a table without its header.</summary>
    public static IReadOnlyList<string[]> Read(string name)
    {
        using var stream = typeof(CsvTable).Assembly.GetManifestResourceStream($"Tables/{name}.csv")
            ?? throw new InvalidOperationException($"The assembly holds no table '{name}'.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var columns = Split(reader.ReadLine() ?? "").Length;
        var rows = new List<string[]>();
        while (reader.ReadLine() is { } line)
        {
            var row = Split(line);
            if (row.Length != columns)
                throw new InvalidDataException($"Table '{name}', row {rows.Count + 2}: {row.Length} fields instead of {columns}: {line}");
            rows.Add(row);
        }
        return rows;
    }

    private static string[] Split(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        foreach (var character in line)
        {
            if (character == '"')
                quoted = !quoted;
            else if (character == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
                field.Append(character);
        }
        fields.Add(field.ToString());
        return [.. fields];
    }
}
