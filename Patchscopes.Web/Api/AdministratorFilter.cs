using System.Net.Http.Headers;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Administration;

namespace Patchscopes.Web.Api;

/// <summary>Lets only requests with the administrator's key through to an endpoint.</summary>
internal sealed class AdministratorFilter(AdministratorKey key) : IEndpointFilter
{
    /// <summary>How the key is sent.</summary>
    public const string Scheme = "Bearer";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            key.Require(Given(context.HttpContext.Request));
        }
        catch (RequestRefusedException refusal)
        {
            return Problems.Of(refusal);
        }
        return await next(context);
    }

    private static string? Given(HttpRequest request) =>
        AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) && header.Scheme.Equals(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header.Parameter
            : null;
}
