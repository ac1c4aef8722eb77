namespace Patchscopes.Web.Api;

/// <summary>Errors outside the endpoints: of the API as problems, of pages as a line of text; never a stack trace or a path.</summary>
internal static class ApiErrors
{
    public static void UseErrors(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = error => error is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
            ExceptionHandler = context => IsApi(context)
                ? Write(context, "The server could not answer this request; its log says why.")
                : context.Response.WriteAsync("Something went wrong on the server; its log says what."),
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

    private static Task Write(HttpContext context, string detail) =>
        Problems.Of(context.Response.StatusCode, detail).ExecuteAsync(context);
}
