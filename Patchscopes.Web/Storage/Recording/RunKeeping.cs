using System.Reflection;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Stages;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Storage.Recording;

/// <summary>Puts what a page shows together to a saved run.</summary>
internal static class RunKeeping
{
    /// <summary>This program as saved runs name it.</summary>
    public static string Software { get; } = $"Patchscopes {typeof(RunKeeping).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";

    /// <summary>A view of the explorer.</summary>
    /// <exception cref="RequestRefusedException">Its map has not come.</exception>
    public static SavedRun Of(ExplorerView view, RunRecorder recorder, DateTimeOffset now)
    {
        var request = view.Request;
        // A run that was cancelled in the queue has only an end.
        if (recorder.Sweep(request) is not { Events: [SweepStarted, ..] } map)
            throw NothingToKeep();
        var sweeps = new List<SavedSweep> { map };
        if (view.With is { } with && recorder.Sweep(with with { Answers = request.Answers, NewTokens = request.NewTokens, Writes = request.Writes }) is { } before)
            sweeps.Add(before);
        var source = new PromptPosition(request.Source.Prompt, -1) { Chat = request.Source.Chat };
        if (recorder.Sweep(new SweepRequest { Model = request.SourceModel ?? request.Model, Source = source, Target = source }) is { Events.Count: 0 } answer)
            sweeps.Add(answer);
        return new SavedRun
        {
            Place = SavedPlace.Explore,
            Made = now,
            Software = Software,
            View = Shortest(ExplorerUrl.Write(view), () => ExplorerUrl.Write(WithoutTexts(view))),
            Models = ModelsOf(recorder, sweeps.SelectMany(sweep => new[] { sweep.Request.Model, sweep.Request.SourceModel })),
            Sweeps = sweeps,
            Lenses = [.. recorder.Tables.Where(lens => IsOf(lens.Request, request))],
        };
    }

    /// <summary>A view of the stages tab.</summary>
    /// <param name="view">What the page shows.</param>
    /// <param name="traces">What its lanes asked for, the question first.</param>
    /// <param name="recorder">What came.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="RequestRefusedException">Its first trace has not come.</exception>
    public static SavedRun Of(StageView view, IEnumerable<TraceRequest> traces, RunRecorder recorder, DateTimeOffset now)
    {
        IReadOnlyList<SavedTrace> kept = [.. traces.Select(recorder.Trace).OfType<SavedTrace>().Where(trace => trace.Events is [TraceStarted, ..])];
        if (kept.Count == 0)
            throw NothingToKeep();
        return new SavedRun
        {
            Place = SavedPlace.Stages,
            Made = now,
            Software = Software,
            View = Shortest(StageUrl.Write(view), () => StageUrl.Write(WithoutTexts(view))),
            Models = ModelsOf(recorder, kept.Select(trace => trace.Request.Model)),
            Traces = kept,
        };
    }

    /// <summary>A view, or, where it is longer than an import takes, the same without what the run says besides: the texts that were asked about.</summary>
    private static string Shortest(string view, Func<string> without) => view.Length <= SavedRun.LongestView ? view : without();

    private static ExplorerView WithoutTexts(ExplorerView view)
    {
        var request = view.Request;
        return view with
        {
            Request = request with { Source = request.Source with { Prompt = "" }, Target = request.Target with { Prompt = "" }, Mapping = request.Mapping with { Texts = null } },
            // Links as long as this one cannot name another map.
            With = null,
        };
    }

    private static StageView WithoutTexts(StageView view) => view with
    {
        Request = view.Request with { Prompt = "" },
        Without = view.Without is { Put: null } ? view.Without : null,
    };

    private static IReadOnlyList<ModelDescription> ModelsOf(RunRecorder recorder, IEnumerable<string?> names)
    {
        var wanted = names.OfType<string>().ToHashSet(StringComparer.Ordinal);
        return [.. recorder.Described.Where(model => wanted.Contains(model.Name)).OrderBy(model => model.Name, StringComparer.Ordinal)];
    }

    private static bool IsOf(LensRequest lens, SweepRequest map) =>
        (lens.Model == map.Model && lens.Prompt == map.Target.Prompt && lens.Chat == map.Target.Chat)
        || (lens.Model == (map.SourceModel ?? map.Model) && lens.Prompt == map.Source.Prompt && lens.Chat == map.Source.Chat);

    private static RequestRefusedException NothingToKeep() =>
        new(RefusalReason.Invalid, null, "There is nothing to keep yet. Run it first.");
}
