using Microsoft.AspNetCore.Http.HttpResults;
using Patchscopes.Web.Services.Stages;

namespace Patchscopes.Web.Api;

/// <summary>The stages tab's part of the HTTP API.</summary>
internal static class StagesApi
{
    private const string Ends = " Last comes \"done\", \"cancelled\" or \"failed\". Closing the connection cancels the work.";

    public static void MapStages(this RouteGroupBuilder api)
    {
        api.MapPost("/traces", Trace)
            .WithName("trace")
            .WithSummary("A position over the layers, and the stages in which its answer forms.")
            .WithDescription(
                "One JSON object per line: \"start\", a \"block\" for each block in order with what the state says after attention and after the MLP, "
                + "and the \"verdict\"." + Ends)
            .Accepts<TraceBody>("application/json")
            .Streams<StageEvent>();

        api.MapPost("/interventions", Intervene)
            .WithName("intervention")
            .WithSummary("The same trace of a run that is changed on its way.")
            .WithDescription(
                "The lines of a trace, of the changed run: argument and answer are the unchanged run's unless given. Then an \"outcome\": what the model "
                + "says in the end before and after. The vector of a \"replace\" or \"add\" is given (\"vector\") or taken from another prompt's plain run at "
                + "the same site (\"vectorFrom\"): at \"mlp\" an o-vector." + Ends)
            .Accepts<TraceRequest>("application/json")
            .Streams<StageEvent>();

        api.MapGroup("/stages").MapDatasets();
    }

    private static void MapDatasets(this RouteGroupBuilder stages)
    {
        stages.MapGet("/relations", Relations)
            .WithName("relations")
            .WithSummary("The built-in relations, whose questions can be traced.");

        stages.MapPost("/datasets", Dataset)
            .WithName("dataset")
            .WithSummary("Traces over a relation, or over questions of one's own.")
            .WithDescription(
                "One JSON object per line: \"start\", then for each of the forms a \"verdict\" for each row in order and a \"summary\", whose curves and "
                + "layers are those of the correctly answered rows. A twin has the facts in front: true ones, or false ones that give another row's "
                + "answer, which is then the right one. Removals take the MLP's write at the last position out of the application block or, while "
                + "the answer stays, of the smallest range of at most three blocks that holds it and changes it." + Ends)
            .Accepts<DatasetRequest>("application/json")
            .Streams<DatasetEvent>();

        stages.MapPost("/ablations", Ablation)
            .WithName("ablation")
            .WithSummary("Right answers while feed-forward layers are removed from the top.")
            .WithDescription(
                "One JSON object per line: \"start\", a \"step\" for the untouched model and for each further sixth of the blocks." + Ends)
            .Accepts<AblationRequest>("application/json")
            .Streams<AblationEvent>();
    }

    private static Ok<RelationsAnswer> Relations(IStageService service) => TypedResults.Ok(new RelationsAnswer(service.Relations()));

    private static Task<IResult> Dataset(HttpRequest request, IStageService service, CancellationToken gone) =>
        JsonBody.WithAsync(request, async body =>
            new LineStream<DatasetEvent>(await service.TraceDatasetAsync(StageReader.Dataset(body), gone), ApiJson.Default.DatasetEvent));

    private static Task<IResult> Ablation(HttpRequest request, IStageService service, CancellationToken gone) =>
        JsonBody.WithAsync(request, async body =>
            new LineStream<AblationEvent>(await service.AblateAsync(StageReader.Ablation(body), gone), ApiJson.Default.AblationEvent));

    private static Task<IResult> Trace(HttpRequest request, IStageService service, CancellationToken gone) =>
        JsonBody.WithAsync(request, async body => new LineStream<StageEvent>(await service.TraceAsync(StageReader.Trace(body), gone), ApiJson.Default.StageEvent));

    private static Task<IResult> Intervene(HttpRequest request, IStageService service, CancellationToken gone) =>
        JsonBody.WithAsync(request, async body =>
            new LineStream<StageEvent>(await service.InterveneAsync(StageReader.Intervention(body), gone), ApiJson.Default.StageEvent));
}
