using Patchscopes.Web.Services;
using static Patchscopes.Web.State.Cancellation;

namespace Patchscopes.Web.State;

/// <summary>The map that the present one is compared with: A, beside the page's own, B.</summary>
public sealed partial class ExplorerState
{
    private readonly object _baselineView = new();
    private CancellationTokenSource? _baseline;
    private SweepMap? _kept;

    /// <summary>What A asks for; null without a comparison.</summary>
    public SweepRequest? BaselineRequest { get; private set; }

    /// <summary>A; null without a comparison, while it has not come, and where it has other answers or texts than the page's map.</summary>
    public SweepMap? Baseline
    {
        get => _kept is { } kept && (Map is not { } map || ReadsAlike(kept.Request, map.Request)) ? kept : null;
        private set => _kept = value;
    }

    /// <summary>Whether A comes after the run that is under way; else it is not asked for before the next one has ended well.</summary>
    public bool IsBaselineComing => Status is not (RunStatus.Cancelled or RunStatus.Failed or RunStatus.Refused);

    /// <summary>Why A cannot be had, or null.</summary>
    public string? BaselineMessage { get; private set; }

    /// <summary>Whether the present map can be kept as A.</summary>
    public bool CanCompare => Map is { IsWhole: true } && !IsStale && Status is RunStatus.Done;

    /// <summary>Keeps the present map as A; whatever is run from now on is B.</summary>
    public void Compare()
    {
        if (!CanCompare)
            return;
        Leave(ref _baseline);
        (Baseline, BaselineRequest, BaselineMessage) = (Map, Map!.Request, null);
        ViewChanged(true);
        Changed();
    }

    /// <summary>Ends the comparison.</summary>
    public void ClearBaseline()
    {
        Leave(ref _baseline);
        (Baseline, BaselineRequest, BaselineMessage) = (null, null, null);
        ShowAs(Look with { Difference = false });
    }

    /// <summary>Runs A again where it does not have what the page now shows of B: after a link, or for another answer.</summary>
    private async Task ReadBaselineAsync(CancellationToken run)
    {
        if (BaselineRequest is not { } kept)
            return;
        var wanted = kept with { Answers = Rest.Answers, NewTokens = Rest.NewTokens, Writes = Rest.Writes };
        if (_kept is { } known && Key(known.Request) == Key(wanted))
            return;
        var reading = Renew(ref _baseline);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(reading, run);
        try
        {
            (Baseline, BaselineMessage) = (await BaselineAsync(wanted, either.Token), null);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return;
        }
        catch (RequestRefusedException refused)
        {
            (Baseline, BaselineMessage) = (null, refused.Message);
        }
        Changed();
    }

    /// <summary>Whether two maps have numbers for the same answers and texts of the same cells, so that a number of one can be set against the other's.</summary>
    private static bool ReadsAlike(SweepRequest one, SweepRequest other) =>
        (one.NewTokens, one.Writes) == (other.NewTokens, other.Writes) && (one.Answers ?? []).SequenceEqual(other.Answers ?? [], StringComparer.Ordinal);

    private async Task<SweepMap> BaselineAsync(SweepRequest request, CancellationToken cancellationToken)
    {
        var model = await service.DescribeAsync(request.Model, cancellationToken);
        var source = request.SourceModel is { } name ? await service.DescribeAsync(name, cancellationToken) : model;
        var sweep = await service.StartSweepAsync(request, _baselineView, cancellationToken);
        SweepMap? map = null;
        await foreach (var item in sweep.Events.WithCancellation(cancellationToken))
        {
            if (item is SweepStarted started)
                map = new SweepMap(request, started, model.Blocks, source.Blocks) { Vocabulary = model.Vocabulary };
            else if (item is SweepFailed failed)
                throw new RequestRefusedException(RefusalReason.Broken, null, failed.Message);
            else if (item is not (SweepDone or SweepCancelled))
                map?.Take(item);
        }
        return map is { IsWhole: true } ? map : throw new RequestRefusedException(RefusalReason.Broken, null, "The kept map could not be run to its end. Run again to have it.");
    }
}
