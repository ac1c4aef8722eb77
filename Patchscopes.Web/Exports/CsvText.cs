using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Patchscopes.Web.Exports;

/// <summary>Tables as files that spreadsheets read.</summary>
internal static class CsvText
{
    private static readonly CsvConfiguration Layout = new(CultureInfo.InvariantCulture) { InjectionOptions = InjectionOptions.Escape };

    /// <summary>The longest prompt that stands in a row, in UTF-16 units: it stands in each of them.</summary>
    private const int LongestPrompt = 200;

    /// <summary>A table as a text.</summary>
    public static string Of<T>(IEnumerable<T> rows)
    {
        using var text = new BoundedText();
        Write(text, rows);
        return text.ToString();
    }

    /// <summary>A header, named by the properties of the rows, and a line per row; no text of a model or a visitor becomes a formula.</summary>
    public static void Write<T>(TextWriter text, IEnumerable<T> rows)
    {
        using var writer = new Writer(text);
        writer.WriteRecords(rows);
    }

    /// <summary>A prompt as it stands in a row: its middle left out where it is long.</summary>
    public static string Prompt(string prompt) => prompt.Length <= LongestPrompt ? prompt : $"{Before(prompt, LongestPrompt / 2)} … {After(prompt, prompt.Length - (LongestPrompt / 2))}";

    private static string Before(string text, int at) => text[..(char.IsHighSurrogate(text[at - 1]) ? at - 1 : at)];

    private static string After(string text, int at) => text[(char.IsLowSurrogate(text[at]) ? at + 1 : at)..];

    /// <summary>Lets numbers be: a spreadsheet reads -0.03 as a number, and with the mark of a text before it it would be none.</summary>
    private sealed class Writer(TextWriter text) : CsvWriter(text, Layout, leaveOpen: true)
    {
        private const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

        protected override string? SanitizeForInjection(string? field) =>
            double.TryParse(field, Plain, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? field : base.SanitizeForInjection(field);
    }
}
