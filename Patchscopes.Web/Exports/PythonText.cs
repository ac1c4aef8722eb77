using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Patchscopes.Web.Exports;

/// <summary>JSON as a literal of Python, to be read and changed by hand.</summary>
internal static class PythonText
{
    private const int Indent = 4;

    /// <summary>Writes a value; objects take a line for each field, all else stands in one.</summary>
    /// <param name="value">The value.</param>
    /// <param name="depth">How far the line that it begins on is indented, in spaces.</param>
    public static string Of(JsonNode? value, int depth = 0) => value switch
    {
        null => "None",
        JsonObject { Count: 0 } => "{}",
        JsonObject fields => $"{{\n{string.Concat(fields.Select(field => $"{Spaces(depth + Indent)}{Text(field.Key)}: {Of(field.Value, depth + Indent)},\n"))}{Spaces(depth)}}}",
        JsonArray items => $"[{string.Join(", ", items.Select(item => Of(item, depth)))}]",
        _ => value.GetValueKind() switch
        {
            JsonValueKind.String => Text(value.GetValue<string>()),
            JsonValueKind.True => "True",
            JsonValueKind.False => "False",
            _ => value.ToJsonString(),
        },
    };

    /// <summary>A string in double quotes; what cannot be seen is escaped.</summary>
    public static string Text(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' or '\\' => literal.Append('\\').Append(rune),
                '\n' => literal.Append("\\n"),
                '\t' => literal.Append("\\t"),
                '\r' => literal.Append("\\r"),
                _ when IsSeen(rune) => literal.Append(rune),
                _ => literal.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
            };
        }
        return literal.Append('"').ToString();
    }

    private static bool IsSeen(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse);

    private static string Spaces(int count) => new(' ', count);
}
