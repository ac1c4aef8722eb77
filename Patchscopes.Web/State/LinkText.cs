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

    private static string Escape(string text) =>
        Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
