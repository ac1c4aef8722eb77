using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Patchscopes.Web.Exports;

/// <summary>Tables as files that spreadsheets read.</summary>
internal static class CsvText
{
    /// <summary>A header, named by the properties of the rows, and a line per row; no text of a model or a visitor becomes a formula.</summary>
    public static string Of<T>(IEnumerable<T> rows)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var writer = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { InjectionOptions = InjectionOptions.Escape }))
            writer.WriteRecords(rows);
        return text.ToString();
    }
}
