using System.Net.Http.Headers;

namespace Patchscopes.Web.Api;

/// <summary>A key as requests send it: <c>Authorization: Bearer KEY</c>.</summary>
internal static class BearerKey
{
    /// <summary>How the key is sent.</summary>
    public const string Scheme = "Bearer";

    /// <summary>The key of a request; null where it sends none.</summary>
    public static string? Of(HttpRequest request) =>
        AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) && header.Scheme.Equals(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header.Parameter
            : null;
}
