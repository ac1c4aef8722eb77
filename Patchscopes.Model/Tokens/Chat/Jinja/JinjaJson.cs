using System.Globalization;
using System.Text;

namespace Patchscopes.Model.Tokens.Chat.Jinja;

/// <summary>Writes a value as Python's json.dumps does with ensure_ascii off: the filter tojson of transformers.</summary>
internal static class JinjaJson
{
    /// <param name="value">What to write.</param>
    /// <param name="indent">Spaces for each level, each item on its own line; -1 for one line.</param>
    public static string Write(object? value, int indent)
    {
        var text = new StringBuilder();
        Append(text, value, indent, 0);
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value, int indent, int level)
    {
        JinjaValue.RequireBounded(text);
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case bool flag:
                text.Append(flag ? "true" : "false");
                break;
            case string given:
                AppendText(text, given);
                break;
            case long or double:
                text.Append(JinjaValue.Repr(value));
                break;
            case List<object?> list:
                AppendItems(text, '[', ']', list, indent, level, item => Append(text, item, indent, level + 1));
                break;
            case Dictionary<string, object?> map:
                AppendItems(text, '{', '}', map, indent, level, entry =>
                {
                    AppendText(text, entry.Key);
                    text.Append(": ");
                    Append(text, entry.Value, indent, level + 1);
                });
                break;
            default:
                throw JinjaValue.Unfit("write as JSON", value);
        }
    }

    private static void AppendItems<T>(StringBuilder text, char open, char close, IReadOnlyCollection<T> items, int indent, int level, Action<T> append)
    {
        text.Append(open);
        foreach (var (place, item) in items.Index())
        {
            text.Append(place == 0 ? "" : indent < 0 ? ", " : ",");
            Break(text, indent, level + 1);
            append(item);
        }
        if (items.Count > 0)
            Break(text, indent, level);
        text.Append(close);
    }

    private static void Break(StringBuilder text, int indent, int level)
    {
        if (indent >= 0)
            text.Append('\n').Append(' ', indent * level);
    }

    private static void AppendText(StringBuilder text, string given)
    {
        text.Append('"');
        foreach (var character in given)
        {
            text.Append(character switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                < ' ' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => character.ToString(),
            });
        }
        text.Append('"');
    }
}
