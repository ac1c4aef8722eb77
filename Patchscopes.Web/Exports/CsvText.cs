using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Patchscopes.Web.Exports;

/// <summary>Tables as files that spreadsheets read.</summary>
internal static class CsvText
{
    private static readonly CsvConfiguration Layout = new(CultureInfo.InvariantCulture) { InjectionOptions = InjectionOptions.Escape };

    /// <summary>A header, named by the properties of the rows, and a line per row; no text of a model or a visitor becomes a formula.</summary>
    public static string Of<T>(IEnumerable<T> rows)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var writer = new Writer(text))
            writer.WriteRecords(rows);
        return text.ToString();
    }

    /// <summary>Lets numbers be: a spreadsheet reads -0.03 as a number, and with the mark of a text before it it would be none.</summary>
    private sealed class Writer(TextWriter text) : CsvWriter(text, Layout)
    {
        private const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

        protected override string? SanitizeForInjection(string? field) =>
            double.TryParse(field, Plain, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? field : base.SanitizeForInjection(field);
    }
}
