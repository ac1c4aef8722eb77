namespace Patchscopes.Web.Api;

/// <summary>Describes what endpoints answer.</summary>
internal static class ApiResponses
{
    /// <summary>Lines, or any of the refusals of what needs a model's time.</summary>
    public static RouteHandlerBuilder Streams<TLine>(this RouteHandlerBuilder endpoint) => endpoint
        .Produces<TLine>(StatusCodes.Status200OK, LineStream.ContentType)
        .RefusesWork();

    /// <summary>One object, or any of those refusals.</summary>
    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder endpoint) => endpoint.Produces<T>().RefusesWork();

    private static RouteHandlerBuilder RefusesWork(this RouteHandlerBuilder endpoint) => endpoint
        .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status415UnsupportedMediaType,
            StatusCodes.Status429TooManyRequests, StatusCodes.Status503ServiceUnavailable);

    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
            endpoint.ProducesProblem(status);
        return endpoint;
    }
}
