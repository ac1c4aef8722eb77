using Microsoft.AspNetCore.Http.HttpResults;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Administration;
using Patchscopes.Web.Services.Downloads;

namespace Patchscopes.Web.Api;

/// <summary>The part of the HTTP API that needs the administrator's key.</summary>
internal static class AdministrationApi
{
    public const string Tag = "Administration";

    public static void MapAdministration(this RouteGroupBuilder api)
    {
        var guarded = api.MapGroup("").WithTags(Tag).AddEndpointFilter<AdministratorFilter>();

        guarded.MapPost("/models/{name}/load", Load)
            .WithName("loadModel")
            .WithSummary("Reads a model now, so that its first visitor does not wait for it. Answers when it is in memory and its checks hold.")
            .Produces<ModelSummary>()
            .RefusesStrangers(StatusCodes.Status404NotFound, StatusCodes.Status503ServiceUnavailable);

        guarded.MapPost("/models/{name}/evict", Evict)
            .WithName("evictModel")
            .WithSummary("Frees a model's memory as soon as the job that runs is done.")
            .WithDescription("Nothing breaks by it: whatever waits for the model, or asks for it later, has it read again. A model that is not in memory stays so.")
            .Produces<ModelSummary>()
            .RefusesStrangers(StatusCodes.Status404NotFound);

        guarded.MapPost("/downloads", Download)
            .WithName("startDownload")
            .WithSummary("Begins to fetch a model into the models folder, or goes on with one that broke off.")
            .Accepts<DownloadRequest>("application/json")
            .Produces<DownloadAnswer>(StatusCodes.Status202Accepted)
            .RefusesStrangers(StatusCodes.Status400BadRequest, StatusCodes.Status415UnsupportedMediaType);

        guarded.MapGet("/downloads", Downloads)
            .WithName("downloads")
            .WithSummary("How the downloads since the server's start stand, the newest last.")
            .Produces<DownloadsAnswer>()
            .RefusesStrangers();

        api.RefuseOtherMethods("/models/{name}/load", HttpMethods.Post);
        api.RefuseOtherMethods("/models/{name}/evict", HttpMethods.Post);
        api.RefuseOtherMethods("/downloads", HttpMethods.Get, HttpMethods.Post);
    }

    private static RouteHandlerBuilder RefusesStrangers(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> others) => endpoint
        .Refuses(others)
        .Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests);

    private static Task<IResult> Load(string name, IModelAdministration models, CancellationToken gone) =>
        Problems.CatchAsync(async () => TypedResults.Ok(await models.LoadAsync(name, gone)));

    private static Task<IResult> Evict(string name, IModelAdministration models, CancellationToken gone) =>
        Problems.CatchAsync(async () => TypedResults.Ok(await models.EvictAsync(name, gone)));

    private static Task<IResult> Download(HttpRequest request, IModelDownloads downloads) => JsonBody.WithAsync(request, body =>
    {
        var download = downloads.Start(RequestReader.Download(body).Name);
        return Task.FromResult<IResult>(TypedResults.Accepted((string?)null, DownloadAnswer.Of(download)));
    });

    private static Ok<DownloadsAnswer> Downloads(IModelDownloads downloads) => TypedResults.Ok(new DownloadsAnswer([.. downloads.All().Select(DownloadAnswer.Of)]));
}
