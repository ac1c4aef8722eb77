using System.Net.Http.Headers;

namespace Patchscopes.Model.Checkpoints.Download;

/// <summary>An answer, and what the hub itself said of the file on the way to it.</summary>
internal sealed record HubAnswer(HttpResponseMessage Response, HubHeaders? Hub) : IDisposable
{
    public void Dispose() => Response.Dispose();
}

/// <summary>What a hub's headers say of a file.</summary>
/// <param name="Size">x-linked-size.</param>
/// <param name="Sha256">x-linked-etag, or the etag, where it is SHA-256 in hexadecimal.</param>
/// <param name="GitId">The etag, where it is git's id.</param>
internal sealed record HubHeaders(long? Size, string? Sha256, string? GitId)
{
    public static HubHeaders Of(HttpResponseMessage response, HubHeaders? earlier)
    {
        var etag = Tag(response.Headers, "x-linked-etag") ?? Tag(response.Headers, "etag");
        var size = response.Headers.TryGetValues("x-linked-size", out var sizes) && long.TryParse(sizes.First(), out var bytes) ? bytes : (long?)null;
        return new HubHeaders(earlier?.Size ?? size, earlier?.Sha256 ?? Hexadecimal(etag, 64), earlier?.GitId ?? Hexadecimal(etag, 40));
    }

    private static string? Tag(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.First().Replace("W/", "", StringComparison.Ordinal).Trim('"') : null;

    private static string? Hexadecimal(string? text, int length) => text?.Length == length && text.All(char.IsAsciiHexDigit) ? text : null;
}
