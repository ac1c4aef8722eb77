using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State.Stages;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Exports;

/// <summary>The traces of a saved run, opened without a page.</summary>
internal static class SavedTraces
{
    /// <summary>The lanes of a saved run of the stages tab.</summary>
    /// <exception cref="FormatException">One of its traces is none; the message says which.</exception>
    public static IReadOnlyList<StageLane> Open(SavedRun run)
    {
        if (run.Traces.Count == 0)
            throw new FormatException("traces is empty: a run of the stages needs one.");
        return [.. run.Traces.Select(LaneOf)];
    }

    private static StageLane LaneOf(SavedTrace trace, int at)
    {
        if (trace.Events is not [TraceStarted started, ..])
            throw new FormatException($"traces[{at}].events must begin with \"start\".");
        var lane = new StageLane(trace.Request, started);
        foreach (var line in trace.Events.Skip(1).Where(line => line is BlockTraced or TraceVerdict or InterventionOutcome))
            lane.Take(line);
        return lane;
    }
}
