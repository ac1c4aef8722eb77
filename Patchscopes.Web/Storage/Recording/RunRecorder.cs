using System.Runtime.CompilerServices;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Storage.Recording;

/// <summary>
/// Stands between one page and the service and remembers the latest answers, so that what is kept is what the page
/// showed, and not a second computation of it. Not thread-safe: for one page, on its dispatcher.
/// </summary>
public sealed class RunRecorder(IPatchscopeService service, IStageService stages) : IPatchscopeService, IStageService
{
    /// <summary>The page's map, the one compared with it, the source prompt's own answer, and some to go back to.</summary>
    private const int MostSweeps = 8;

    /// <summary>The most opened cells that are remembered, and so kept with a run.</summary>
    public const int MostCells = 200;

    private const int MostModels = 8;
    private const int MostLenses = 4;

    /// <summary>Three lanes, twice.</summary>
    private const int MostTraces = 6;

    private readonly Latest<ModelDescription> _models = new(MostModels);
    private readonly Latest<(SweepRequest Request, List<SweepEvent> Events)> _sweeps = new(MostSweeps);
    private readonly Latest<(SweepRequest Sweep, SavedCell Cell)> _cells = new(MostCells);
    private readonly Latest<SavedLens> _lenses = new(MostLenses);
    private readonly Latest<(TraceRequest Request, List<StageEvent> Events)> _traces = new(MostTraces);

    /// <inheritdoc/>
    public long ModelBudget => service.ModelBudget;

    /// <summary>What was described of the models, the latest first.</summary>
    public IEnumerable<ModelDescription> Described => _models.All;

    /// <summary>The lens tables, the latest first.</summary>
    public IEnumerable<SavedLens> Tables => _lenses.All;

    /// <summary>What came of a map, and the cells of it that were opened; null where neither was asked for.</summary>
    public SavedSweep? Sweep(SweepRequest request)
    {
        var key = RecordKeys.Of(request);
        IReadOnlyList<SavedCell> cells = [.. _cells.All.Where(kept => RecordKeys.Of(kept.Sweep) == key).Select(kept => kept.Cell).Reverse()];
        var events = _sweeps.TryFind(key, out var run) ? Ended(run.Events, line => line is SweepDone or SweepFailed or SweepCancelled, new SweepCancelled()) : [];
        return events.Count + cells.Count > 0 ? new SavedSweep(request, events, cells) : null;
    }

    /// <summary>What came of a trace; null where it was not asked for.</summary>
    public SavedTrace? Trace(TraceRequest request) =>
        _traces.TryFind(RecordKeys.Of(request), out var trace)
            ? new SavedTrace(trace.Request, Ended(trace.Events, line => line is StageDone or StageFailed or StageCancelled, new StageCancelled()))
            : null;

    /// <inheritdoc/>
    public IReadOnlyList<ModelSummary> Models() => service.Models();

    /// <inheritdoc/>
    public IReadOnlyList<ModelSummary> ModelsInFull() => service.ModelsInFull();

    /// <inheritdoc/>
    public async Task<ModelDescription> DescribeAsync(string model, CancellationToken cancellationToken) =>
        _models.Add(model, await service.DescribeAsync(model, cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyList<Token>> TokenizeAsync(string model, string text, bool chat, CancellationToken cancellationToken) =>
        service.TokenizeAsync(model, text, chat, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Token>> SpellAsync(string model, string text, CancellationToken cancellationToken) => service.SpellAsync(model, text, cancellationToken);

    /// <inheritdoc/>
    public async Task<SweepRun> StartSweepAsync(SweepRequest request, object? view, CancellationToken cancellationToken)
    {
        var run = await service.StartSweepAsync(request, view, cancellationToken);
        var events = _sweeps.Add(RecordKeys.Of(request), (request, [])).Events;
        return run with { Events = RecordAsync(run.Events, events, CancellationToken.None) };
    }

    /// <inheritdoc/>
    public async Task<CellDetail> OpenCellAsync(CellRequest request, CancellationToken cancellationToken)
    {
        var detail = await service.OpenCellAsync(request, cancellationToken);
        var cell = new SavedCell(request.SourceLayer, request.TargetLayer, request.TopK, request.NewTokens, request.Controls, detail);
        _cells.Add(RecordKeys.Of(request), (request.Sweep, cell));
        return detail;
    }

    /// <inheritdoc/>
    public async Task<LensTable> ReadLensAsync(LensRequest request, CancellationToken cancellationToken) =>
        _lenses.Add(RecordKeys.Of(request), new SavedLens(request, await service.ReadLensAsync(request, cancellationToken))).Table;

    /// <inheritdoc/>
    public TimeSpan? Estimate(string model, int cells, int targetTokensFromPatch) => service.Estimate(model, cells, targetTokensFromPatch);

    /// <inheritdoc/>
    public async Task<IAsyncEnumerable<StageEvent>> TraceAsync(TraceRequest request, CancellationToken cancellationToken) =>
        Record(request, await stages.TraceAsync(request, cancellationToken));

    /// <inheritdoc/>
    public async Task<IAsyncEnumerable<StageEvent>> InterveneAsync(TraceRequest request, CancellationToken cancellationToken) =>
        Record(request, await stages.InterveneAsync(request, cancellationToken));

    /// <inheritdoc/>
    public Task<IAsyncEnumerable<DatasetEvent>> TraceDatasetAsync(DatasetRequest request, CancellationToken cancellationToken) => stages.TraceDatasetAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<IAsyncEnumerable<AblationEvent>> AblateAsync(AblationRequest request, CancellationToken cancellationToken) => stages.AblateAsync(request, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<StageRelation> Relations() => stages.Relations();

    /// <summary>A stream that its page left has no last line.</summary>
    private static IReadOnlyList<T> Ended<T>(List<T> lines, Func<T, bool> ends, T end) => lines is [] ? [] : ends(lines[^1]) ? [.. lines] : [.. lines, end];

    private IAsyncEnumerable<StageEvent> Record(TraceRequest request, IAsyncEnumerable<StageEvent> lines) =>
        RecordAsync(lines, _traces.Add(RecordKeys.Of(request), (request, [])).Events, CancellationToken.None);

    private static async IAsyncEnumerable<T> RecordAsync<T>(IAsyncEnumerable<T> lines, List<T> record, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in lines.WithCancellation(cancellationToken))
        {
            record.Add(line);
            yield return line;
        }
    }

    /// <summary>The latest answers by what they answer, the one asked longest ago forgotten first.</summary>
    private sealed class Latest<T>(int most)
    {
        private readonly LinkedList<(string Key, T Value)> _latestFirst = [];

        public IEnumerable<T> All => _latestFirst.Select(kept => kept.Value);

        public T Add(string key, T value)
        {
            for (var node = _latestFirst.First; node is not null; node = node.Next)
            {
                if (node.Value.Key != key)
                    continue;
                _latestFirst.Remove(node);
                break;
            }
            _latestFirst.AddFirst((key, value));
            if (_latestFirst.Count > most)
                _latestFirst.RemoveLast();
            return value;
        }

        public bool TryFind(string key, out T value)
        {
            foreach (var kept in _latestFirst)
            {
                if (kept.Key != key)
                    continue;
                value = kept.Value;
                return true;
            }
            value = default!;
            return false;
        }
    }
}
