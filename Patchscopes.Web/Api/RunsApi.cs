using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Patchscopes.Web.Exports;
using Patchscopes.Web.Services;
using Patchscopes.Web.Storage;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Api;

/// <summary>Kept runs in the HTTP API: exported, imported, named and deleted.</summary>
internal static class RunsApi
{
    public static void MapRuns(this RouteGroupBuilder api)
    {
        var runs = api.MapGroup("/runs");

        runs.MapGet("/{id}", Read)
            .WithName("run")
            .WithSummary("A kept run with all its numbers.")
            .Produces<SavedRun>()
            .Refuses(StatusCodes.Status404NotFound, StatusCodes.Status503ServiceUnavailable);

        runs.MapPost("/", Import)
            .WithName("import")
            .WithSummary("Keeps a run that was exported.")
            .WithDescription("The body is what GET /api/v1/runs/{id} answers. The run is marked as imported, since its numbers are only the file's word.")
            .Accepts<SavedRun>("application/json")
            .Produces<KeptAnswer>(StatusCodes.Status201Created)
            .AddOpenApiOperationTransformer(DescribeDays)
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status429TooManyRequests, StatusCodes.Status503ServiceUnavailable);

        runs.MapPatch("/{id}", Change)
            .WithName("nameRun")
            .WithSummary("Changes a run's name, maker or notes. Its owner's key goes into the header Authorization: Bearer.")
            .Accepts<RunWordsBody>("application/json")
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status503ServiceUnavailable);

        runs.MapDelete("/{id}", Delete)
            .WithName("deleteRun")
            .WithSummary("Deletes a run. Its owner's key goes into the header Authorization: Bearer.")
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status503ServiceUnavailable);
    }

    private static Task<IResult> Read(string id, IRunStore store, CancellationToken gone) => Problems.CatchAsync(async () =>
    {
        var run = (await store.OpenAsync(id, gone)).Run;
        return TypedResults.Bytes(ShippedRuns.TryRead(id, out var file) ? file : SavedJson.Write(run), "application/json");
    });

    private static Task<IResult> Import(HttpRequest request, RunImporter importer, string? days, CancellationToken gone) => Problems.CatchAsync(async () =>
    {
        if (!request.HasJsonContentType())
            return Problems.Of(StatusCodes.Status415UnsupportedMediaType, Problems.NotJson);
        // The importer has its own bound, and says so in words: a bound here would break the connection off instead.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
            bound.MaxRequestBodySize = null;
        var (_, kept) = await importer.ImportAsync(request.Body, request.ContentLength, Days(days), gone);
        return TypedResults.Json(new KeptAnswer(kept.Id, $"/p/{kept.Id}", kept.OwnerKey, kept.Expires), ApiJson.Default.KeptAnswer, statusCode: StatusCodes.Status201Created);
    });

    /// <summary>It is read by hand, so that what is none is refused by its name.</summary>
    private static Task DescribeDays(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var days in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            days.Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" };
        return Task.CompletedTask;
    }

    private static int? Days(string? asked) => asked is null ? null
        : int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? days
        : throw new RequestRefusedException(RefusalReason.Invalid, "days", $"days is \"{asked}\": give a whole number of days, or leave it out.");

    private static Task<IResult> Change(string id, HttpRequest request, IRunStore store, CancellationToken gone) => JsonBody.WithAsync(request, async body =>
    {
        var fields = new JsonFields(body, "", "title", "author", "notes");
        var run = await store.OpenAsync(id, gone);
        var words = new RunWords(fields.OptionalText("title") ?? run.Run.Words.Title, fields.OptionalText("author") ?? run.Run.Words.Author, fields.OptionalText("notes") ?? run.Run.Words.Notes);
        await store.ChangeAsync(id, BearerKey.Of(request) ?? "", words, gone);
        return TypedResults.NoContent();
    });

    private static Task<IResult> Delete(string id, HttpRequest request, IRunStore store, CancellationToken gone) => Problems.CatchAsync(async () =>
    {
        await store.DeleteAsync(id, BearerKey.Of(request) ?? "", gone);
        return TypedResults.NoContent();
    });
}
