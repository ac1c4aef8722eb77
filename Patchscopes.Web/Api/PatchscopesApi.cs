using Microsoft.AspNetCore.Http.HttpResults;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Api;

/// <summary>The HTTP API, version 1.</summary>
internal static class PatchscopesApi
{
    private static readonly string[] AllMethods =
    [
        HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete, HttpMethods.Options, HttpMethods.Trace,
    ];

    public static void MapPatchscopesApi(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/v1").WithTags("Patchscopes");

        api.MapGet("/models", Models)
            .WithName("models")
            .WithSummary("The models that can be named, the embedded one first.");

        api.MapPost("/tokenize", Tokenize)
            .WithName("tokenize")
            .WithSummary("The tokens of a text as the prompt would be run, BOS included.")
            .WithDescription("Positions in other requests count these tokens; negative ones count from the end.")
            .Accepts<TokenizeRequest>("application/json")
            .Produces<TokenizeAnswer>()
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status503ServiceUnavailable);

        api.MapPost("/sweeps", Sweep)
            .WithName("sweep")
            .WithSummary("A whole map, streamed as it is computed.")
            .WithDescription(
                "One JSON object per line: first \"start\", \"fitted\" where an affine map was, \"unpatched\", then \"cells\" (each cell of the map once, a line never holding more than one "
                + "target layer), then \"written\" where texts were asked for, last \"done\", \"cancelled\" or \"failed\". Closing the connection cancels the run unless others read it.")
            .Accepts<SweepRequest>("application/json")
            .Streams<SweepEvent>();

        api.MapPost("/cells", Cell)
            .WithName("cell")
            .WithSummary("One cell of a map in full: its most probable tokens, what the model goes on to write, and what other vectors give in its place.")
            .Accepts<CellRequest>("application/json")
            .Answers<CellDetail>();

        api.MapPost("/lenses", Lens)
            .WithName("lens")
            .WithSummary("What a lens reads in every state of a prompt, block by block and token by token.")
            .Accepts<LensRequest>("application/json")
            .Answers<LensTable>();

        api.MapStages();
        api.MapRuns();
        foreach (var path in new[] { "/tokenize", "/sweeps", "/cells", "/lenses", "/traces", "/interventions", "/stages/datasets", "/stages/ablations", "/runs" })
            api.RefuseOtherMethods(path, HttpMethods.Post);
        api.MapAdministration();
    }

    /// <summary>
    /// Routing says 405 by itself unless some route takes every address, and in Development that of static files does: a
    /// GET would then be answered as if nothing were here.
    /// </summary>
    public static void RefuseOtherMethods(this RouteGroupBuilder api, string path, params string[] taken) => api
        .MapMethods(path, AllMethods.Except(taken), (HttpResponse response) =>
        {
            response.Headers.Allow = string.Join(", ", taken);
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        })
        .ExcludeFromDescription();

    private static Ok<ModelsAnswer> Models(IPatchscopeService service) => TypedResults.Ok(new ModelsAnswer(service.ModelsInFull()));

    private static Task<IResult> Tokenize(HttpRequest request, IPatchscopeService service, CancellationToken gone) =>
        JsonBody.WithAsync(request, async body =>
        {
            var asked = RequestReader.Tokenize(body);
            return TypedResults.Ok(new TokenizeAnswer(await service.TokenizeAsync(asked.Model, asked.Text, asked.Chat, gone)));
        });

    private static Task<IResult> Cell(HttpRequest request, IPatchscopeService service, CancellationToken gone) =>
        JsonBody.WithAsync(request, async body => TypedResults.Ok(await service.OpenCellAsync(RequestReader.Cell(body), gone)));

    private static Task<IResult> Lens(HttpRequest request, IPatchscopeService service, CancellationToken gone) =>
        JsonBody.WithAsync(request, async body => TypedResults.Ok(await service.ReadLensAsync(RequestReader.Lens(body), gone)));

    private static Task<IResult> Sweep(HttpRequest request, IPatchscopeService service, CancellationToken gone) =>
        JsonBody.WithAsync(request, async body =>
            new LineStream<SweepEvent>((await service.StartSweepAsync(RequestReader.Sweep(body), view: null, gone)).Events, ApiJson.Default.SweepEvent));
}
