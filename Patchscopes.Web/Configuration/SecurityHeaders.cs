using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Patchscopes.Web.Configuration;

/// <summary>Response headers that bind what a page may load and do.</summary>
internal static class SecurityHeaders
{
    /// <summary>Where a page finds the nonce of its request, for its import map.</summary>
    public const string NonceKey = "csp-nonce";

    public static void UseSecurityHeaders(this IApplicationBuilder app)
    {
        var storage = app.ApplicationServices.GetRequiredService<IOptions<StorageOptions>>();
        app.Use((context, next) =>
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
                headers.ContentSecurityPolicy = context.GetEndpoint()?.Metadata.GetMetadata<Framed>() is null ? Policy(nonce) : StillPolicy(storage.Value.FrameAncestors);
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "same-origin";
                return Task.CompletedTask;
            });
            return next(context);
        });
    }

    /// <summary>Lets the named sites (<see cref="StorageOptions.FrameAncestors"/>) show an endpoint's answers in a frame: still pages, which can do nothing in a visitor's name.</summary>
    public static TBuilder MayBeFramed<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Framed());

    private static string StillPolicy(string ancestors) => $"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}";

    // MudBlazor and Plotly set inline styles; Plotly draws a heat map's cells as a data: image and exports through blob:.
    private static string Policy(string nonce) =>
        $"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'";

    /// <summary>Marks an endpoint. Its answers may come from a cache, so that it cannot say it itself.</summary>
    private sealed class Framed;
}
