using Patchscopes.Web.Components.Controls.Advanced;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;
using Patchscopes.Web.Storage.Recording;
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
        Live = new ViewValues(map, look, before);
        var other = before is null ? null : new ViewValues(before, look, map);
        Before = look.Difference ? null : other;
        Subtracted = look.Difference ? other : null;
        Values = Subtracted is null ? Live : new DifferenceValues(Subtracted, Live);
        Cells = [.. run.Sweeps[0].Cells
            .OrderByDescending(kept => (kept.Controls, kept.TopK, kept.NewTokens))
            .DistinctBy(AddressOf)
            .Where(kept => map.At(AddressOf(kept)) is not null)
            .OrderBy(kept => kept.SourceLayer).ThenBy(kept => kept.TargetLayer)];
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

    /// <summary>What the map itself says, before another is taken away.</summary>
    public ICellValues Live { get; }

    /// <summary>What is taken away from it; null where no difference is shown.</summary>
    public ICellValues? Subtracted { get; }

    /// <summary>What is shown of the map that stood beside it; null without one.</summary>
    public ICellValues? Before { get; }

    /// <summary>How long the whole map took; null where its run did not end.</summary>
    public double? Seconds => Run.Sweeps[0].Events.OfType<SweepDone>().Select(done => (double?)done.Seconds).FirstOrDefault();

    /// <summary>The opened cell in full; null where none was.</summary>
    public SavedCell? Opened => Cells.FirstOrDefault(kept => AddressOf(kept) == View.Cell);

    /// <summary>Every cell that was opened, each as it was seen most fully.</summary>
    public IReadOnlyList<SavedCell> Cells { get; }

    /// <summary>Those of them that are not open now.</summary>
    public IEnumerable<SavedCell> Others => Cells.Where(kept => AddressOf(kept) != View.Cell);

    /// <summary>The pinned cells that the map has.</summary>
    public IEnumerable<CellAddress> Pins => View.Pins.Distinct().Where(cell => Map.At(cell) is not null).Take(ExplorerState.MostPins);

    /// <summary>What the model says after the source prompt as it is: null where that was not kept.</summary>
    public TokenReading? SourceAnswer
    {
        get
        {
            var prompt = new PromptPosition(Map.Request.Source.Prompt, -1) { Chat = Map.Request.Source.Chat };
            var asked = RecordKeys.Of(new SweepRequest { Model = Map.Request.SourceModel ?? Map.Request.Model, Source = prompt, Target = prompt });
            var kept = Run.Sweeps.FirstOrDefault(sweep => sweep.Cells.Count > 0 && RecordKeys.Of(sweep.Request) == asked);
            return kept?.Cells[0].Detail.UnpatchedTop is [var answer, ..] ? answer : null;
        }
    }

    /// <summary>The lens tables of the two prompts, one for each way to read them.</summary>
    public IEnumerable<(PromptRole Role, SavedLens Lens)> Lenses => Run.Lenses
        .Select(lens => (Role: RoleOf(lens.Request), Lens: lens))
        .Where(table => table.Role is not null)
        .Select(table => (table.Role!.Value, table.Lens))
        .DistinctBy(table => (table.Item1, table.Lens.Request.Decoder));

    /// <summary>The cell that was kept.</summary>
    public static CellAddress AddressOf(SavedCell kept) => new(kept.SourceLayer, kept.TargetLayer);

    /// <summary>What of a map's request is not as usual, in words.</summary>
    public IEnumerable<string> PartsOf(SweepMap map) => TupleWords.Parts(map.Request,
        LayerRange.Of(map.Request.SourceLayers, Model(Run, map.Request.SourceModel ?? map.Request.Model).Blocks),
        LayerRange.Of(map.Request.TargetLayers, Model(Run, map.Request.Model).Blocks));

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

    private PromptRole? RoleOf(LensRequest lens)
    {
        var (request, source) = (Map.Request, Map.Request.SourceModel ?? Map.Request.Model);
        return lens.Model == source && lens.Prompt == request.Source.Prompt && lens.Chat == request.Source.Chat ? PromptRole.Source
            : lens.Model == request.Model && lens.Prompt == request.Target.Prompt && lens.Chat == request.Target.Chat ? PromptRole.Target
            : null;
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
