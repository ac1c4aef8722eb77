using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Storage.Recording;

/// <summary>Answers a page from a saved run: the same answers as when it was kept, without any model; what was not kept is refused.</summary>
public sealed class RecordedRun : IPatchscopeService, IStageService
{
    private readonly SavedRun _run;
    private readonly Dictionary<string, IReadOnlyList<Token>> _prompts;
    private readonly Dictionary<string, SavedSweep> _sweeps;
    private readonly Dictionary<string, CellDetail> _cells;
    private readonly Dictionary<string, LensTable> _lenses;
    private readonly Dictionary<string, SavedTrace> _traces;

    /// <summary>Reads a saved run.</summary>
    public RecordedRun(SavedRun run)
    {
        _run = run;
        _prompts = First(PromptsOf(run), prompt => RecordKeys.Of(prompt.Model, prompt.Text, prompt.Chat), prompt => prompt.Tokens);
        _sweeps = First(run.Sweeps, sweep => RecordKeys.Of(sweep.Request), sweep => sweep);
        _cells = First(
            run.Sweeps.Select(sweep => (Key: RecordKeys.Of(sweep.Request), sweep.Cells)).SelectMany(sweep => sweep.Cells, (sweep, cell) => (sweep.Key, Cell: cell)),
            kept => RecordKeys.Of(kept.Key, kept.Cell.SourceLayer, kept.Cell.TargetLayer, kept.Cell.TopK, kept.Cell.NewTokens, kept.Cell.Controls),
            kept => kept.Cell.Detail);
        _lenses = First(run.Lenses, lens => RecordKeys.Of(lens.Request), lens => lens.Table);
        _traces = First(run.Traces, trace => RecordKeys.Of(trace.Request), trace => trace);
    }

    /// <inheritdoc/>
    public long ModelBudget => 0;

    /// <inheritdoc/>
    public IReadOnlyList<ModelSummary> Models() => [.. _run.Models.Select(model => new ModelSummary(model.Name) { State = ModelState.Ready, Details = model })];

    /// <inheritdoc/>
    public IReadOnlyList<ModelSummary> ModelsInFull() => Models();

    /// <inheritdoc/>
    public Task<ModelDescription> DescribeAsync(string model, CancellationToken cancellationToken) =>
        Task.FromResult(_run.Models.FirstOrDefault(known => known.Name == model) ?? throw NotKept($"the model \"{model}\""));

    /// <inheritdoc/>
    public Task<IReadOnlyList<Token>> TokenizeAsync(string model, string text, bool chat, CancellationToken cancellationToken) =>
        Task.FromResult(Find(_prompts, RecordKeys.Of(model, text, chat), "this text as tokens"));

    /// <inheritdoc/>
    public Task<IReadOnlyList<Token>> SpellAsync(string model, string text, CancellationToken cancellationToken) => throw NotKept("this text as tokens");

    /// <inheritdoc/>
    public Task<SweepRun> StartSweepAsync(SweepRequest request, object? view, CancellationToken cancellationToken) =>
        Task.FromResult(new SweepRun(0, Find(_sweeps, RecordKeys.Of(request), "this map") is { Events.Count: > 0 } sweep ? sweep.Events.ToAsyncEnumerable() : throw NotKept("this map")));

    /// <inheritdoc/>
    public Task<CellDetail> OpenCellAsync(CellRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(Find(_cells, RecordKeys.Of(request), "more of this cell than the map shows"));

    /// <inheritdoc/>
    public Task<LensTable> ReadLensAsync(LensRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(Find(_lenses, RecordKeys.Of(request), "this lens table"));

    /// <inheritdoc/>
    public TimeSpan? Estimate(string model, int cells, int targetTokensFromPatch) => null;

    /// <inheritdoc/>
    public Task<IAsyncEnumerable<StageEvent>> TraceAsync(TraceRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(Find(_traces, RecordKeys.Of(request), "this trace").Events.ToAsyncEnumerable());

    /// <inheritdoc/>
    public Task<IAsyncEnumerable<StageEvent>> InterveneAsync(TraceRequest request, CancellationToken cancellationToken) => TraceAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<IAsyncEnumerable<DatasetEvent>> TraceDatasetAsync(DatasetRequest request, CancellationToken cancellationToken) => throw NotKept("a data set");

    /// <inheritdoc/>
    public Task<IAsyncEnumerable<AblationEvent>> AblateAsync(AblationRequest request, CancellationToken cancellationToken) => throw NotKept("an ablation");

    /// <inheritdoc/>
    public IReadOnlyList<StageRelation> Relations() => [];

    /// <summary>A text as tokens of a model: what the streams and tables begin with.</summary>
    internal static IEnumerable<(string Model, string Text, bool Chat, IReadOnlyList<Token> Tokens)> PromptsOf(SavedRun run)
    {
        foreach (var (request, events, _) in run.Sweeps)
        {
            foreach (var started in events.OfType<SweepStarted>())
            {
                yield return (request.SourceModel ?? request.Model, request.Source.Prompt, request.Source.Chat, started.SourceTokens);
                yield return (request.Model, request.Target.Prompt, request.Target.Chat, started.TargetTokens);
            }
        }
        foreach (var (request, table) in run.Lenses)
            yield return (request.Model, request.Prompt, request.Chat, table.Tokens);
        foreach (var (request, events) in run.Traces)
        {
            foreach (var started in events.OfType<TraceStarted>())
                yield return (request.Model, request.Prompt, request.Chat, started.Tokens);
        }
    }

    private static RequestRefusedException NotKept(string what) =>
        new(RefusalReason.NotKept, null, $"The saved run does not hold {what}. Fork it to compute more.");

    private static T Find<T>(Dictionary<string, T> answers, string key, string what) => answers.TryGetValue(key, out var answer) ? answer : throw NotKept(what);

    private static Dictionary<string, TAnswer> First<TItem, TAnswer>(IEnumerable<TItem> items, Func<TItem, string> key, Func<TItem, TAnswer> answer)
    {
        var answers = new Dictionary<string, TAnswer>(StringComparer.Ordinal);
        foreach (var item in items)
            answers.TryAdd(key(item), answer(item));
        return answers;
    }
}
