using System.Security.Cryptography;

namespace Patchscopes.Web.Configuration;

/// <summary>Response headers that bind what a page may load and do.</summary>
internal static class SecurityHeaders
{
    /// <summary>Where a page finds the nonce of its request, for its import map.</summary>
    public const string NonceKey = "csp-nonce";

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        // A request that is run again, for the page of a mistyped address, keeps its nonce.
        if (context.Items.ContainsKey(NonceKey))
            return next(context);
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        context.Items[NonceKey] = nonce;
        // At the start of the response, since the exception handler clears what was set before.
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = Policy(nonce);
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            return Task.CompletedTask;
        });
        return next(context);
    });

    // MudBlazor and Plotly set inline styles; Plotly draws a heat map's cells as a data: image and exports through blob:.
    private static string Policy(string nonce) =>
        $"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'";
}
