using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Patchscopes.Web.Exports;

/// <summary>Elements of an SVG drawing; untrusted text is encoded by the writer.</summary>
internal static class SvgText
{
    public const string Mono = "JetBrains Mono, ui-monospace, Consolas, monospace";
    public const string Sans = "Inter, system-ui, sans-serif";

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>A drawing of a size in pixels.</summary>
    public static XElement Drawing(double width, double height, string title, params object[] content) => new(Svg + "svg",
        new XAttribute("viewBox", $"0 0 {Number(width)} {Number(height)}"), new XAttribute("width", Number(width)), new XAttribute("height", Number(height)),
        new XAttribute("role", "img"), new XElement(Svg + "title", Legal(title)), content);

    /// <summary>A rectangle.</summary>
    public static XElement Box(double x, double y, double width, double height, string fill, params (string Name, string Value)[] more) => new(Svg + "rect",
        At(x, y), new XAttribute("width", Number(width)), new XAttribute("height", Number(height)), new XAttribute("fill", fill), Attributes(more));

    /// <summary>A line of text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="x">Where it starts, ends or has its middle, by <paramref name="anchor"/>.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="size">Height of the letters, in pixels.</param>
    /// <param name="color">Its colour.</param>
    /// <param name="anchor">"start", "middle" or "end".</param>
    /// <param name="font">The families.</param>
    /// <param name="more">Further attributes.</param>
    public static XElement Line(string text, double x, double y, double size, string color, string anchor = "start", string font = Sans, params (string Name, string Value)[] more) => new(Svg + "text",
        At(x, y), new XAttribute("font-size", Number(size)), new XAttribute("font-family", font), new XAttribute("fill", color),
        // "->" must not become an arrow.
        new XAttribute("text-anchor", anchor), new XAttribute("style", "font-variant-ligatures:none;white-space:pre"), Attributes(more), Legal(text));

    /// <summary>A line of text in parts, each with a look of its own.</summary>
    public static XElement Line(IEnumerable<(string Text, string Color, string Weight)> parts, double x, double y, double size, string font = Sans)
    {
        var line = Line("", x, y, size, "none", font: font);
        line.Add(parts.Select(part => new XElement(Svg + "tspan", new XAttribute("fill", part.Color), new XAttribute("font-weight", part.Weight), Legal(part.Text))));
        return line;
    }

    /// <summary>A part of a drawing, moved down.</summary>
    public static XElement Below(double y, params object[] content) => new(Svg + "g", new XAttribute("transform", $"translate(0 {Number(y)})"), content);

    /// <summary>About how many letters of a font with letters of one width a text is wide: those of East Asia are twice as wide.</summary>
    public static int Letters(string text) => text.EnumerateRunes().Sum(rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format ? 0 : rune.Value >= 0x1100 && rune.Value is not (>= 0x2000 and < 0x2E80) ? 2 : 1);

    /// <summary>A line through points.</summary>
    public static XElement Path(string path, string color, double width, params (string Name, string Value)[] more) => new(Svg + "path",
        new XAttribute("d", path), new XAttribute("fill", "none"), new XAttribute("stroke", color), new XAttribute("stroke-width", Number(width)), Attributes(more));

    /// <summary>A drawing as text.</summary>
    public static string Write(XElement drawing)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true }))
            drawing.Save(writer);
        return text.ToString();
    }

    /// <summary>A number as SVG writes it.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A text without the characters that XML has no form for, which tokens may hold.</summary>
    public static string Legal(string text)
    {
        var legal = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]))
                legal.Append(text[at]).Append(text[++at]);
            else
                legal.Append(XmlConvert.IsXmlChar(text[at]) ? text[at] : '\uFFFD');
        }
        return legal.ToString();
    }

    private static object[] At(double x, double y) => [new XAttribute("x", Number(x)), new XAttribute("y", Number(y))];

    private static IEnumerable<XAttribute> Attributes((string Name, string Value)[] attributes) => attributes.Select(attribute => new XAttribute(attribute.Name, Legal(attribute.Value)));
}
