namespace Patchscopes.Web.Services.Stages;

/// <summary>
/// Runs traces for the page, the hub and the HTTP API, on the same queue and thread as the sweeps. Awaiting a method means:
/// accepted, or refused by <see cref="RequestRefusedException"/>; the events then come from the stream, and leaving the
/// stream, or cancelling, stops the work.
/// </summary>
public interface IStageService
{
    /// <summary>start, one block line per block in order, verdict, done.</summary>
    Task<IAsyncEnumerable<StageEvent>> TraceAsync(TraceRequest request, CancellationToken cancellationToken);

    /// <summary>The same lines of the changed run, then outcome, then done. Refused without interventions.</summary>
    Task<IAsyncEnumerable<StageEvent>> InterveneAsync(TraceRequest request, CancellationToken cancellationToken);

    /// <summary>start, for each form a verdict per row in order and a summary, done. Between two rows other work may run.</summary>
    Task<IAsyncEnumerable<DatasetEvent>> TraceDatasetAsync(DatasetRequest request, CancellationToken cancellationToken);

    /// <summary>start, a step for the untouched model and for each sixth of the blocks removed, done.</summary>
    Task<IAsyncEnumerable<AblationEvent>> AblateAsync(AblationRequest request, CancellationToken cancellationToken);

    /// <summary>The built-in relations.</summary>
    IReadOnlyList<StageRelation> Relations();
}
