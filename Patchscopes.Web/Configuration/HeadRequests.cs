namespace Patchscopes.Web.Configuration;

/// <summary>Answers HEAD as GET without its body: pages have no route for it, and whoever checks links asks so.</summary>
internal static class HeadRequests
{
    /// <summary>Must stand before routing.</summary>
    public static void UseHeadRequests(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            return;
        }
        var body = context.Response.Body;
        (context.Request.Method, context.Response.Body) = (HttpMethods.Get, Stream.Null);
        try
        {
            await next(context);
        }
        finally
        {
            (context.Request.Method, context.Response.Body) = (HttpMethods.Head, body);
        }
    });
}
