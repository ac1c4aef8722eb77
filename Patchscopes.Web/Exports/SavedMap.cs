using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Exports;

/// <summary>The map of a saved run, opened without a page.</summary>
internal sealed class SavedMap
{
    private SavedMap(SavedRun run, ExplorerView view, SweepMap map, SweepMap? before)
    {
        (Run, View, Map) = (run, view, map);
        var look = view.Look is { NeedsAnswer: true } && map.Request.Answers is null ? view.Look with { View = MapView.TopToken } : view.Look;
        Look = look;
        var values = new ViewValues(map, look, before);
        Values = look.Difference && before is not null ? new DifferenceValues(new ViewValues(before, look, map), values) : values;
        Before = look.Difference || before is null ? null : new ViewValues(before, look, map);
    }

    /// <summary>The run.</summary>
    public SavedRun Run { get; }

    /// <summary>What was asked for, and how it was shown.</summary>
    public ExplorerView View { get; }

    /// <summary>How it is shown.</summary>
    public MapLook Look { get; }

    /// <summary>The map.</summary>
    public SweepMap Map { get; }

    /// <summary>What is shown of it.</summary>
    public ICellValues Values { get; }

    /// <summary>What is shown of the map that stood beside it; null without one.</summary>
    public ICellValues? Before { get; }

    /// <summary>The opened cell in full; null where none was.</summary>
    public SavedCell? Opened => View.Cell is { } cell
        ? Run.Sweeps[0].Cells.FirstOrDefault(kept => kept.SourceLayer == cell.Source && kept.TargetLayer == cell.Target)
        : null;

    /// <summary>Opens a saved run of the explorer.</summary>
    /// <exception cref="FormatException">Its parts do not fit together; the message says which.</exception>
    public static SavedMap Open(SavedRun run)
    {
        if (run.Sweeps is not [{ Events: [SweepStarted, ..] } first, ..])
            throw new FormatException("sweeps holds no map: the first one needs events that begin with \"start\".");
        var link = ExplorerUrl.Read(run.View, first.Request);
        var view = link.View with { Request = first.Request };
        var before = view.With is { } with ? run.Sweeps.Skip(1).FirstOrDefault(sweep => sweep.Events.Count > 0 && IsSame(sweep.Request, with)) : null;
        return new SavedMap(run, view, MapOf(run, first), before is null ? null : MapOf(run, before));
    }

    private static bool IsSame(SweepRequest kept, SweepRequest with) => kept.Source == with.Source && kept.Target == with.Target && kept.Model == with.Model && kept.SourceModel == with.SourceModel;

    private static SweepMap MapOf(SavedRun run, SavedSweep sweep)
    {
        var model = Model(run, sweep.Request.Model);
        var map = new SweepMap(sweep.Request, (SweepStarted)sweep.Events[0], model.Blocks, Model(run, sweep.Request.SourceModel ?? sweep.Request.Model).Blocks) { Vocabulary = model.Vocabulary };
        foreach (var line in sweep.Events.Skip(1).Where(line => line is SweepUnpatched or SweepFitted or SweepCells or SweepWritten))
            map.Take(line);
        return map;
    }

    private static ModelDescription Model(SavedRun run, string name) => run.Models.FirstOrDefault(model => model.Name == name)
        ?? throw new FormatException($"models lacks \"{name}\", which a map was computed with.");
}
