using Microsoft.AspNetCore.Diagnostics;

namespace Patchscopes.Web.Api;

/// <summary>Errors outside the endpoints: of the API as problems, of pages as a page or a line of text; never a stack trace or a path.</summary>
internal static class ApiErrors
{
    private const string NotFoundPage = "/not-found";

    public static void UseErrors(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = error => error is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
            ExceptionHandler = context => IsApi(context)
                ? Write(context, "The server could not answer this request; its log says why.")
                : context.Response.WriteAsync("Something went wrong on the server; its log says what."),
        });
        // In no branch, since branches cannot run the page's route.
        app.UseStatusCodePagesWithReExecute(NotFoundPage, createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            if (!IsPage(context) && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
                pages.Enabled = false;
            return next(context);
        });
        app.UseWhen(IsApi, api => api.UseStatusCodePages(pages => Write(pages.HttpContext, pages.HttpContext.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => "There is nothing at this address; /openapi/v1.json lists what there is.",
            StatusCodes.Status405MethodNotAllowed => "This address does not take this method; /openapi/v1.json says which one it takes.",
            StatusCodes.Status415UnsupportedMediaType => Problems.NotJson,
            _ => "The request could not be answered.",
        })));
    }

    private static bool IsApi(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        || context.Request.Path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a visitor may have typed this address: neither API and hub nor what pages fetch for themselves.</summary>
    private static bool IsPage(HttpContext context) =>
        !IsApi(context) && !context.Request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase)
        && context.Request.Path.Value is not ['/', '_', ..] && HttpMethods.IsGet(context.Request.Method);

    private static Task Write(HttpContext context, string detail) =>
        Problems.Of(context.Response.StatusCode, detail).ExecuteAsync(context);
}
