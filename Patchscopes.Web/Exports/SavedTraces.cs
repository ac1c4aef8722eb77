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
    /// <summary>The lanes of a saved run of the stages tab.</summary>
    /// <exception cref="FormatException">One of its traces is none; the message says which.</exception>
    private static IReadOnlyList<StageLane> Open(SavedRun run)
    {
        if (run.Traces.Count == 0)
            throw new FormatException("traces is empty: a run of the stages needs one.");
        return [.. run.Traces.Select(LaneOf)];
    }

    /// <summary>The same, named as on their page, and what was looked at.</summary>
    /// <exception cref="FormatException">One of its traces is none; the message says which.</exception>
    public static SavedLanes Named(SavedRun run)
    {
        var lanes = Open(run);
        var view = StageUrl.Read(run.View, run.Traces[0].Request.Model).View;
        return new SavedLanes(view, [.. lanes.Select((lane, at) => Name(run, lanes, view, lane, at))]);
    }

    /// <summary>What was done to the run of a lane, in a few words; empty for a plain run.</summary>
    private static string AboutOf(SavedRun run, IReadOnlyList<StageLane> lanes, StageLane lane)
    {
        if (lane.Request.Interventions.Count == 0)
            return "";
        var plain = lanes.FirstOrDefault(other => other.Request.Interventions.Count == 0 && other.Request.Prompt == lane.Request.Prompt);
        return StageUrl.Read(run.View, lane.Request.Model).View.Without is { } proof ? StageWords.About(proof, plain) : "a run with an intervention";
    }

    private static SavedLane Name(SavedRun run, IReadOnlyList<StageLane> lanes, StageView view, StageLane lane, int at)
    {
        if (lane.Request.Interventions.Count > 0)
            return new SavedLane(lane, null, view.Without is { } proof ? StageWords.Title(proof) : "Changed", AboutOf(run, lanes, lane));
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
