using System.Text.Encodings.Web;
using System.Text.Json;

namespace Patchscopes.Web.Components.Controls;

/// <summary>The exact text of a token for a tooltip.</summary>
internal static class TokenQuote
{
    // A tooltip is text and not HTML: ">" and letters of any script stand as they are.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text in quotes, line breaks and quotes in it escaped; of bytes that are no whole character the visible form, which names them.</summary>
    public static string Of(string text, string display) =>
        text.Contains('\uFFFD', StringComparison.Ordinal) ? display : JsonSerializer.Serialize(text, Plain);
}
