using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Administration;

namespace Patchscopes.Web.Api;

/// <summary>Lets only requests with the administrator's key through to an endpoint.</summary>
internal sealed class AdministratorFilter(AdministratorKey key) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            key.Require(BearerKey.Of(context.HttpContext.Request));
        }
        catch (RequestRefusedException refusal)
        {
            return Problems.Of(refusal);
        }
        return await next(context);
    }
}
