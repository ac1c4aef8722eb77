using Patchscopes.Web.Components.Controls.Stages;
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

    /// <summary>What was done to the run of a lane, in a few words; empty for a plain run.</summary>
    public static string AboutOf(SavedRun run, IReadOnlyList<StageLane> lanes, StageLane lane)
    {
        if (lane.Request.Interventions.Count == 0)
            return "";
        var plain = lanes.FirstOrDefault(other => other.Request.Interventions.Count == 0 && other.Request.Prompt == lane.Request.Prompt);
        return StageUrl.Read(run.View, lane.Request.Model).View.Without is { } proof ? StageWords.About(proof, plain) : "a run with an intervention";
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
