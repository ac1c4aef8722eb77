using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Patchscopes.Model.Tokens.Chat.Jinja;

/// <summary>
/// Python's notions of truth, text and equality for the values of a template: null (None), bool, long, double, string,
/// lists and maps.
/// </summary>
internal static class JinjaValue
{
    private const int LargestText = 1 << 20;

    public static bool IsTrue(object? value) => value switch
    {
        null or Undefined or false or 0L or 0d or "" => false,
        List<object?> list => list.Count > 0,
        Dictionary<string, object?> map => map.Count > 0,
        _ => true,
    };

    /// <summary>What is written for a value; nothing for one that is not there.</summary>
    public static string Text(object? value) => value switch
    {
        string text => text,
        Undefined => "",
        _ => Repr(value),
    };

    /// <summary>A value as Python writes it inside a list.</summary>
    public static string Repr(object? value)
    {
        var text = new StringBuilder();
        AppendRepr(text, value);
        return text.ToString();
    }

    /// <summary>What a loop goes through: the members of a list, the characters of a text, the keys of a map.</summary>
    public static List<object?> Items(object? value) => value switch
    {
        List<object?> list => list,
        Dictionary<string, object?> map => [.. map.Keys],
        string text => [.. Characters(text)],
        Undefined => [],
        _ => throw Unfit("go through", value),
    };

    /// <summary>The characters of a text; those beyond U+FFFF are one each.</summary>
    public static List<string> Characters(string text) => [.. text.EnumerateRunes().Select(rune => rune.ToString())];

    public static new bool Equals(object? left, object? right)
    {
        var steps = LargestText;
        return Equals(left, right, ref steps);
    }

    public static int Compare(object? left, object? right)
    {
        if (left is string a && right is string b)
            return string.CompareOrdinal(a, b);
        return Number(left) is { } one && Number(right) is { } other ? one.CompareTo(other) : throw Unfit("compare", Number(left) is null ? left : right);
    }

    /// <summary>A number or a flag as a number; null for anything else.</summary>
    public static double? Number(object? value) => value switch
    {
        bool flag => flag ? 1 : 0,
        long number => number,
        double number => number,
        _ => null,
    };

    /// <summary>Whether a value lies in another: a member of a list, a part of a text, a key of a map.</summary>
    public static bool Contains(object? whole, object? part) => (whole, part) switch
    {
        (string text, string sought) => text.Contains(sought, StringComparison.Ordinal),
        (string, _) => throw Unfit("look in a text for", part),
        (Dictionary<string, object?> map, string key) => map.ContainsKey(key),
        _ => Items(whole).Exists(item => Equals(item, part)),
    };

    public static bool IsSpace(char character) => char.IsWhiteSpace(character) || character is >= '\u001C' and <= '\u001F';

    /// <summary>A value in words, for messages.</summary>
    public static string Kind(object? value) => value switch
    {
        null => "None",
        Undefined undefined => $"{undefined.Name}, which is not defined",
        bool => "a flag",
        long or double => "a number",
        string => "a text",
        List<object?> => "a list",
        Dictionary<string, object?> => "a map",
        _ => "an object",
    };

    public static ChatTemplateException Unfit(string deed, object? value) => new($"The chat template cannot be applied: it tries to {deed} {Kind(value)}.");

    /// <summary>Lists may hold themselves, or each the last twice: neither stack nor memory may fill.</summary>
    public static void RequireBounded(StringBuilder text)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        RequireBounded(text.Length);
    }

    /// <summary>Refuses a text of so many characters where that is too long.</summary>
    public static void RequireBounded(int characters)
    {
        if (characters > LargestText)
            throw new ChatTemplateException($"The chat template was stopped: it writes more than {LargestText} characters.");
    }

    private static void AppendRepr(StringBuilder text, object? value)
    {
        RequireBounded(text);
        switch (value)
        {
            case List<object?> list:
                text.Append('[');
                foreach (var (place, item) in list.Index())
                {
                    text.Append(place > 0 ? ", " : "");
                    AppendRepr(text, item);
                }
                text.Append(']');
                break;
            case Dictionary<string, object?> map:
                text.Append('{');
                foreach (var (place, entry) in map.Index())
                {
                    text.Append(place > 0 ? ", " : "").Append(Quoted(entry.Key)).Append(": ");
                    AppendRepr(text, entry.Value);
                }
                text.Append('}');
                break;
            default:
                text.Append(value switch
                {
                    null => "None",
                    bool flag => flag ? "True" : "False",
                    long number => number.ToString(CultureInfo.InvariantCulture),
                    double number => Float(number),
                    string said => Quoted(said),
                    Undefined => "Undefined",
                    _ => throw Unfit("write", value),
                });
                break;
        }
    }

    private static bool Equals(object? left, object? right, ref int steps)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (--steps < 0)
            throw new ChatTemplateException("The chat template was stopped: it compares too much.");
        switch (left, right)
        {
            case (null, _) or (_, null):
                return left is null && right is null;
            case (string a, string b):
                return a == b;
            case (List<object?> a, List<object?> b):
                var (same, place) = (a.Count == b.Count, 0);
                for (; same && place < a.Count; place++)
                    same = Equals(a[place], b[place], ref steps);
                return same;
            case (Dictionary<string, object?> a, Dictionary<string, object?> b):
                var equal = a.Count == b.Count;
                foreach (var (key, value) in a)
                    equal = equal && b.TryGetValue(key, out var other) && Equals(value, other, ref steps);
                return equal;
            case (Undefined, Undefined):
                return true;
            default:
                return Number(left) is { } one && Number(right) is { } another && one.Equals(another);
        }
    }

    private static string Float(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return double.IsInteger(number) && !text.Contains('E', StringComparison.Ordinal) ? text + ".0" : text.ToLowerInvariant();
    }

    private static string Quoted(string text)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        var quoted = new StringBuilder().Append(quote);
        foreach (var character in text)
        {
            quoted.Append(character switch
            {
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when character == quote => $"\\{quote}",
                < ' ' or '\u007F' => string.Create(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}"),
                _ => character.ToString(),
            });
        }
        return quoted.Append(quote).ToString();
    }
}
