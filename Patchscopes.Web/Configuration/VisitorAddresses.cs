using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using Patchscopes.Web.Services.Limits;

namespace Patchscopes.Web.Configuration;

/// <summary>Finds out where each request comes from: from its connection, or from what a trusted proxy says.</summary>
internal static class VisitorAddresses
{
    public static void AddVisitorAddresses(this IServiceCollection services) => services.AddOptions<ForwardedHeadersOptions>()
        .Configure<IOptions<LimitsOptions>>((headers, limits) =>
        {
            // Also where ASPNETCORE_FORWARDEDHEADERS_ENABLED would believe anybody.
            headers.KnownProxies.Clear();
            headers.KnownIPNetworks.Clear();
            foreach (var (_, network) in limits.Value.Proxies)
                headers.KnownIPNetworks.Add(network!.Value);
            headers.ForwardedHeaders = headers.KnownIPNetworks.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            // A proxy behind a proxy: back to the first address that is in none of the networks.
            headers.ForwardLimit = null;
        });

    /// <summary>Before everything that asks for an address.</summary>
    public static void UseVisitorAddresses(this IApplicationBuilder app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<VisitorMiddleware>();
    }

    private sealed class VisitorMiddleware(RequestDelegate next, CurrentVisitor visitor, IOptions<LimitsOptions> limits, ILogger<VisitorMiddleware> log)
    {
        private readonly bool _hasProxies = limits.Value.Proxies.Any();
        private int _told;

        public async Task InvokeAsync(HttpContext context)
        {
            if (!_hasProxies && context.Request.Headers.ContainsKey(ForwardedHeadersDefaults.XForwardedForHeaderName) && Interlocked.Exchange(ref _told, 1) == 0)
                log.ProxyNotTrusted($"{context.Connection.RemoteIpAddress}");
            // In an async method: the value goes with what comes after, and not back to the connection.
            visitor.Address = VisitorAddress.Of(context.Connection.RemoteIpAddress);
            await next(context);
        }
    }
}
