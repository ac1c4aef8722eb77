using Patchscopes.Web.Services.Runs;

namespace Patchscopes.Web.Services.Stages;

/// <inheritdoc/>
internal sealed class StageService(StageChecks checks, StageReception reception) : IStageService
{
    public async Task<IAsyncEnumerable<StageEvent>> TraceAsync(TraceRequest request, CancellationToken cancellationToken)
    {
        if (request.Interventions.Count > 0)
            throw RequestChecks.Invalid("interventions", "interventions do not belong to a plain trace: leave them out, or ask for an intervention.");
        var trace = await checks.CheckAsync(request, cancellationToken);
        return reception.Open(new StageWork<StageEvent>(trace.Model.Description.Name, trace.Start, trace.Work(1), stopped => [Plain(trace, stopped)]), cancellationToken);
    }

    public async Task<IAsyncEnumerable<StageEvent>> InterveneAsync(TraceRequest request, CancellationToken cancellationToken)
    {
        if (request.Interventions.Count == 0)
            throw RequestChecks.Invalid("interventions", "interventions is empty: give at least one.");
        var trace = await checks.CheckAsync(request, cancellationToken);
        return reception.Open(new StageWork<StageEvent>(trace.Model.Description.Name, trace.Start, trace.Work(2), stopped => [Changed(trace, stopped)]), cancellationToken);
    }

    private static IEnumerable<StageEvent> Plain(CheckedTrace trace, CancellationToken stopped) =>
        new StageReadings(trace.Model).Lines(trace.Model.Trace(trace.Plan, stopped));

    /// <summary>The changed run is followed by the plain one's words: what it says then must not choose them anew.</summary>
    private static IEnumerable<StageEvent> Changed(CheckedTrace trace, CancellationToken stopped)
    {
        var readings = new StageReadings(trace.Model);
        var plain = trace.Model.Trace(trace.Plan with { Interventions = [] }, stopped);
        var changed = trace.Model.Trace(trace.Plan with { Argument = plain.Argument, Answer = plain.Answer }, stopped);
        return [.. readings.Lines(changed), readings.Outcome(plain, changed)];
    }
}
