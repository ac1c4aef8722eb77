using System.Globalization;

namespace Patchscopes.Web.State;

/// <summary>How the fields of a link are written.</summary>
internal static class LinkText
{
    /// <summary>How a field says yes.</summary>
    public const string Yes = "1";

    /// <summary>A query string, with its question mark.</summary>
    public static string Query(IEnumerable<(string Name, string Value)> fields) =>
        "?" + string.Join('&', fields.Select(field => $"{field.Name}={Escape(field.Value)}"));

    /// <summary>A number.</summary>
    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads a whole number, which may be negative.</summary>
    public static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    /// <summary>Reads different things with commas between them.</summary>
    public static bool TryList<T>(string text, LinkReader.TryParse<T> parse, out IReadOnlyList<T> list)
    {
        var (found, seen) = (new List<T>(), new HashSet<T>());
        list = found;
        foreach (var part in text.Split(','))
        {
            if (!parse(part, out var item) || !seen.Add(item))
                return false;
            found.Add(item);
        }
        return true;
    }

    private static string Escape(string text) =>
        Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
