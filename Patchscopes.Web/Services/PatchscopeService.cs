using System.Globalization;
using Microsoft.Extensions.Options;
using Patchscopes.Model.Patching.Mappings;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Services.Inference;
using Patchscopes.Web.Services.Joined;
using Patchscopes.Web.Services.Limits;
using Patchscopes.Web.Services.Runs;

namespace Patchscopes.Web.Services;

/// <inheritdoc/>
internal sealed class PatchscopeService(
    ModelShelf shelf, RequestChecks checks, RunReception reception, CellOpening opening, InferenceQueue queue, CellLimit limit, RunTimes times, IOptions<ModelsOptions> models,
    IOptions<InferenceOptions> inference, ILogger<PatchscopeService> log)
    : IPatchscopeService
{
    /// <summary>The longest text that is tokenised, in characters; no context is near it.</summary>
    public const int LongestText = 500_000;

    private const int MostCells = 512;

    private readonly SharedAnswers<CellDetail> _cells = new(MostCells, _ => 1, _ => true);
    private readonly SharedAnswers<LensTable> _lenses = new(inference.Value.CachedReadings, table => table.Readings, _ => true);

    public IReadOnlyList<ModelSummary> Models() => [.. shelf.Names.Select(shelf.SummaryOf)];

    public IReadOnlyList<ModelSummary> ModelsInFull() => [.. Models().Select(WithFacts)];

    public long ModelBudget => models.Value.MemoryBytes;

    public async Task<ModelDescription> DescribeAsync(string model, CancellationToken cancellationToken) =>
        (await shelf.GetAsync(model, cancellationToken)).Description;

    public async Task<IReadOnlyList<Token>> TokenizeAsync(string model, string text, bool chat, CancellationToken cancellationToken)
    {
        RequireShort(model, text);
        return RequestChecks.Encode("chat", text, chat, await shelf.GetTokenizerAsync(model, cancellationToken));
    }

    public async Task<IReadOnlyList<Token>> SpellAsync(string model, string text, CancellationToken cancellationToken)
    {
        RequireShort(model, text);
        return (await shelf.GetTokenizerAsync(model, cancellationToken)).EncodeContinuation(text);
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
        var rows = sweep.RowsOf(2.0 + request.NewTokens);
        var cost = rows + (request.Controls ? sweep.RowsOf(CellOpening.MostControls) : 0);
        var key = string.Create(CultureInfo.InvariantCulture, $"{sweep.Key}|{request.SourceLayer}|{request.TargetLayer}|{request.TopK}|{request.NewTokens}|{request.Controls}");
        return await _cells.GetAsync(key,
            stopped => CallAsync(cost, sweep.WorkOf(rows), request.Sweep.Model, "cell", either => opening.Open(sweep, request, either), stopped), cancellationToken);
    }

    public async Task<LensTable> ReadLensAsync(LensRequest request, CancellationToken cancellationToken)
    {
        var (model, tokens) = await checks.CheckAsync(request, cancellationToken);
        var shape = model.Description;
        var states = (double)shape.Blocks * tokens.Count;
        var key = string.Create(CultureInfo.InvariantCulture, $"{shape.Name}:{shape.Hash}:{shape.DataType}|{string.Join(',', tokens.Select(token => token.Id))}|{request.Decoder}|{request.TopK}");
        return await _lenses.GetAsync(key, stopped => CallAsync(states, states * shape.Width * Math.Max(shape.Width, shape.Vocabulary), request.Model, "table", either =>
        {
            var reading = model.ReadLens([.. tokens.Select(token => token.Id)], request.Decoder, request.TopK, either);
            return new LensTable(tokens, [.. reading.Layers.Zip(reading.Cells, (layer, row) => new LensRow(layer,
                [.. row.Select(top => (IReadOnlyList<TokenReading>)[.. top.Select(token => TokenReading.Of(model.Describe(token.Token), token.Probability))])]))]);
        }, stopped), cancellationToken);
    }

    /// <summary>A result that is waited for: charged, queued, taken out again where the caller leaves, and refused where it breaks.</summary>
    private async Task<T> CallAsync<T>(double cells, double work, string model, string what, Func<CancellationToken, T> body, CancellationToken cancellationToken)
    {
        var job = new InferenceCall<T>(work, body, cancellationToken);
        var charge = limit.Charge(cells);
        if (!queue.TryEnqueue(job))
        {
            charge.Settle(undone: 1);
            throw queue.Refusal();
        }
        await using var leaving = cancellationToken.Register(() =>
        {
            if (!queue.Remove(job))
                return;
            charge.Settle(undone: 1);
            job.Drop();
        });
        try
        {
            return await job.Outcome;
        }
        catch (MappingException refused)
        {
            throw new RequestRefusedException(RefusalReason.Invalid, null, refused.Message, refused);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.CellBroke(model, error);
            throw new RequestRefusedException(
                RefusalReason.Broken, null, $"The {what} broke on the server, whose log says why. Asking again may help.", error);
        }
    }

    public TimeSpan? Estimate(string model, int cells, int targetTokensFromPatch) =>
        times.Estimate(model, (double)cells * targetTokensFromPatch);

    private void RequireShort(string model, string text)
    {
        shelf.Require(model);
        if (text.Length > LongestText)
            throw new RequestRefusedException(RefusalReason.Invalid, "text", $"text has {text.Length} characters: give at most {LongestText}.");
    }

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
