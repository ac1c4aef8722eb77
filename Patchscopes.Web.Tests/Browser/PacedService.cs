using System.Runtime.CompilerServices;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Tests.Browser;

/// <summary>The real service, whose runs a test can hold after their first cells: the embedded model is too fast to be cancelled by hand.</summary>
internal sealed class PacedService(IPatchscopeService inner) : IPatchscopeService
{
    private int _asked;
    private int _calls;
    private volatile TaskCompletionSource _open = Opened();
    private volatile TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many runs were asked for so far.</summary>
    public int Asked => _asked;

    /// <summary>How often anything was asked for that needs a model: runs, cells, lens tables, descriptions, tokens.</summary>
    public int Calls => _calls;

    /// <summary>Completes when a reader leaves a run that is held.</summary>
    public Task Left => _left.Task;

    /// <summary>From now on, runs stop after their first cells.</summary>
    public void Hold() => (_open, _left) = (new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Lets them go on.</summary>
    public void Release() => _open.TrySetResult();

    public IReadOnlyList<ModelSummary> Models() => inner.Models();

    public IReadOnlyList<ModelSummary> ModelsInFull() => inner.ModelsInFull();

    public long ModelBudget => inner.ModelBudget;

    public Task<ModelDescription> DescribeAsync(string model, CancellationToken cancellationToken) => Counted.DescribeAsync(model, cancellationToken);

    public Task<IReadOnlyList<Token>> TokenizeAsync(string model, string text, bool chat, CancellationToken cancellationToken) =>
        Counted.TokenizeAsync(model, text, chat, cancellationToken);

    public Task<IReadOnlyList<Token>> SpellAsync(string model, string text, CancellationToken cancellationToken) => Counted.SpellAsync(model, text, cancellationToken);

    public async Task<SweepRun> StartSweepAsync(SweepRequest request, object? view, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        var run = await Counted.StartSweepAsync(request, view, cancellationToken);
        return run with { Events = PaceAsync(run.Events, cancellationToken) };
    }

    public Task<CellDetail> OpenCellAsync(CellRequest request, CancellationToken cancellationToken) => Counted.OpenCellAsync(request, cancellationToken);

    public Task<LensTable> ReadLensAsync(LensRequest request, CancellationToken cancellationToken) => Counted.ReadLensAsync(request, cancellationToken);

    public TimeSpan? Estimate(string model, int cells, int targetTokensFromPatch) => inner.Estimate(model, cells, targetTokensFromPatch);

    private IPatchscopeService Counted
    {
        get
        {
            Interlocked.Increment(ref _calls);
            return inner;
        }
    }

    private async IAsyncEnumerable<SweepEvent> PaceAsync(IAsyncEnumerable<SweepEvent> events, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var columns = 0;
        await foreach (var item in events.WithCancellation(cancellationToken))
        {
            if (item is SweepCells && ++columns == 3)
                await WaitAsync(cancellationToken);
            yield return item;
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var left = _left;
        try
        {
            await _open.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            left.TrySetResult();
            throw;
        }
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}
