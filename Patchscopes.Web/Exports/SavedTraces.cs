using Patchscopes.Web.Components.Controls.Stages;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State.Stages;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Exports;

/// <summary>A lane with its name on the page.</summary>
/// <param name="Lane">Its trace.</param>
/// <param name="Key">Which of the two compared ones it is; null where something was done to the run.</param>
/// <param name="Title">Its name.</param>
/// <param name="About">What it is, in a few words.</param>
internal sealed record SavedLane(StageLane Lane, LaneKey? Key, string Title, string About)
{
    /// <summary>Whether its prompt is told: a run with something taken out is of a prompt that stands above.</summary>
    public bool IsPromptShown => Key is not null || Lane.Request.Interventions.Any(done => done.Kind is InterventionKind.Replace);
}

/// <summary>The traces of a saved run, opened without a page.</summary>
/// <param name="View">What was looked at.</param>
/// <param name="Lanes">The lanes, the question first.</param>
internal sealed record SavedLanes(StageView View, IReadOnlyList<SavedLane> Lanes)
{
    /// <summary>Columns of the layer axis.</summary>
    public int Blocks => Math.Max(1, Lanes.Max(lane => lane.Lane.Blocks.Count));

    /// <summary>The block at the play head, as its page has it.</summary>
    public int Head => Math.Clamp(View.Block ?? Lanes[0].Lane.Verdict?.ApplicationLayer ?? (Blocks - 1), 0, Blocks - 1);
}

/// <summary>Opens the traces of a saved run.</summary>
internal static class SavedTraces
{
    /// <summary>Its lanes, named as on their page, and what was looked at.</summary>
    /// <exception cref="FormatException">One of its traces is none; the message says which.</exception>
    public static SavedLanes Named(SavedRun run)
    {
        if (run.Traces.Count == 0)
            throw new FormatException("traces is empty: a run of the stages needs one.");
        var lanes = run.Traces.Select(LaneOf).ToList();
        var view = StageUrl.Read(run.View, run.Traces[0].Request.Model).View;
        return new SavedLanes(view, [.. lanes.Select((lane, at) => lane.Request.Interventions.Count > 0 ? Changed(lanes, view, lane) : Plain(lanes, lane, at))]);
    }

    private static SavedLane Changed(List<StageLane> lanes, StageView view, StageLane lane)
    {
        if (view.Without is not { } proof)
            return new SavedLane(lane, null, "Changed", "a run with an intervention");
        var plain = lanes.FirstOrDefault(other => other.Request.Interventions.Count == 0 && other.Request.Prompt == lane.Request.Prompt);
        return new SavedLane(lane, null, StageWords.Title(proof), StageWords.About(proof, plain));
    }

    private static SavedLane Plain(List<StageLane> lanes, StageLane lane, int at)
    {
        var key = at == 0 ? LaneKey.Question : LaneKey.Twin;
        return new SavedLane(lane, key, LaneWords.Title(key, lane), LaneWords.About(key, lane, lanes[0]));
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
