using Microsoft.Extensions.Options;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Services.Inference;
using Patchscopes.Web.Services.Runs;

namespace Patchscopes.Web.Services;

/// <inheritdoc/>
internal sealed class PatchscopeService(
    ModelShelf shelf, RequestChecks checks, RunReception reception, InferenceQueue queue, RunTimes times, IOptions<ModelsOptions> models,
    ILogger<PatchscopeService> log)
    : IPatchscopeService
{
    /// <summary>The longest text that is tokenised, in characters; no context is near it.</summary>
    public const int LongestText = 500_000;

    public IReadOnlyList<ModelSummary> Models() => [.. shelf.Names.Select(shelf.SummaryOf)];

    public IReadOnlyList<ModelSummary> ModelsInFull() => [.. Models().Select(WithFacts)];

    public long ModelBudget => models.Value.MemoryBytes;

    public async Task<ModelDescription> DescribeAsync(string model, CancellationToken cancellationToken) =>
        (await shelf.GetAsync(model, cancellationToken)).Description;

    public async Task<IReadOnlyList<Token>> TokenizeAsync(string model, string text, bool chat, CancellationToken cancellationToken)
    {
        shelf.Require(model);
        if (text.Length > LongestText)
            throw new RequestRefusedException(RefusalReason.Invalid, "text", $"text has {text.Length} characters: give at most {LongestText}.");
        return RequestChecks.Encode("chat", text, chat, await shelf.GetTokenizerAsync(model, cancellationToken));
    }

    public async Task<SweepRun> StartSweepAsync(SweepRequest request, object? view, CancellationToken cancellationToken)
    {
        var turn = reception.Draw(view);
        var sweep = await checks.CheckAsync(request, cancellationToken);
        return reception.Open(sweep, turn, cancellationToken);
    }

    public async Task<CellDetail> OpenCellAsync(CellRequest request, CancellationToken cancellationToken)
    {
        var sweep = await checks.CheckAsync(request, cancellationToken);
        var job = new InferenceCall<CellDetail>(
            sweep.WorkOf(2 + request.NewTokens),
            either => sweep.Model.OpenCell(sweep.Plan, request.SourceLayer, request.TargetLayer, request.NewTokens, either),
            cancellationToken);
        if (!queue.TryEnqueue(job))
            throw queue.Refusal();
        await using var leaving = cancellationToken.Register(() =>
        {
            if (queue.Remove(job))
                job.Drop();
        });
        try
        {
            return await job.Outcome;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.CellBroke(request.Sweep.Model, error);
            throw new RequestRefusedException(
                RefusalReason.Broken, null, "The cell broke on the server, whose log says why. Opening it again may help.", error);
        }
    }

    public TimeSpan? Estimate(string model, int cells, int targetTokensFromPatch) =>
        times.Estimate(model, (double)cells * targetTokensFromPatch);

    private ModelSummary WithFacts(ModelSummary model)
    {
        var facts = shelf.FactsOf(model.Name);
        return model with
        {
            Words = facts.Words,
            DiskBytes = facts.DiskBytes,
            MemoryBytes = facts.MemoryBytes,
            State = facts.Problem is null ? model.State : ModelState.Unusable,
            Problem = model.Problem ?? facts.Problem,
        };
    }
}
