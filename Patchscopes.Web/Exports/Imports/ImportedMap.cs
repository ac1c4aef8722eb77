using Patchscopes.Model.Architecture;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Patchscopes.Web.Storage.Saved;
using static Patchscopes.Web.Exports.Imports.Fit;

namespace Patchscopes.Web.Exports.Imports;

/// <summary>The checks of a map that was run: its tokens, its positions and every line of its stream.</summary>
/// <param name="where">Its place in the file.</param>
/// <param name="sweep">The map.</param>
/// <param name="rows">Its source layers.</param>
/// <param name="columns">Its target layers.</param>
internal sealed class ImportedMap(string where, SavedSweep sweep, HashSet<Layer> rows, HashSet<Layer> columns)
{
    /// <summary>Checks it.</summary>
    /// <param name="source">The model of its rows.</param>
    /// <param name="target">The model of its columns.</param>
    /// <exception cref="FormatException">It does not fit together.</exception>
    public void Check(ModelDescription source, ModelDescription target)
    {
        if ((long)rows.Count * columns.Count > ImportedMaps.MostCells)
            throw Unfit($"{where}: a map of {rows.Count} × {columns.Count} cells has too many cells: at most {ImportedMaps.MostCells} are shown. Leave out layers.");
        if (sweep.Events is not [SweepStarted started, ..] || sweep.Events.Skip(1).Any(line => line is SweepStarted))
            throw Unfit($"{where}.events needs one \"start\", as its first line.");
        CheckStart(started, source, target);
        var cells = 0L;
        foreach (var (at, line) in sweep.Events.Index())
        {
            Check($"{where}.events[{at}]", line);
            cells += line is SweepCells some ? some.Cells.Count : 0;
        }
        AtMost($"{where}.events", cells, rows.Count * columns.Count, "cells");
    }

    private void CheckStart(SweepStarted started, ModelDescription source, ModelDescription target)
    {
        var request = sweep.Request;
        Prompt($"{where}: sourceTokens", started.SourceTokens, source);
        Prompt($"{where}: targetTokens", started.TargetTokens, target);
        Position($"{where}.request.source.position", request.Source.Position, started.SourceTokens.Count, "source prompt");
        Position($"{where}.request.target.position", request.Target.Position, started.TargetTokens.Count, "target prompt");
        foreach (var also in request.AlsoPatched ?? [])
            Position($"{where}.request.alsoPatched", also, started.TargetTokens.Count, "target prompt");
        if (request.Readout.Position is { } read)
            Position($"{where}.request.readout", read, started.TargetTokens.Count, "target prompt");
        AtMost($"{where}: answers", started.Answers.Count, SweepRequest.MostAnswers, "texts");
        foreach (var tokens in started.Answers)
            AtMost($"{where}: an answer", tokens.Count, SweepRequest.MostAnswerTokens, "tokens");
        if (started.Cells < 0 || started.Written < 0)
            throw Unfit($"{where}: \"start\" counts {started.Cells} cells and {started.Written} texts: neither can be below 0.");
    }

    private void Check(string line, SweepEvent item)
    {
        switch (item)
        {
            case SweepUnpatched unpatched:
                Top(line, unpatched.Top);
                Entropy(line, unpatched.Entropy);
                Answers(line, unpatched.Answers);
                break;
            case SweepFitted fitted:
                if (fitted is not { Pairs.Count: > 0, Positions: >= 0, HeldOut: >= 0 })
                    throw Unfit($"{line}: positions and heldOut must be 0 or more, and pairs needs one for each cell.");
                AtMost($"{line}: pairs", fitted.Pairs.Count, rows.Count * columns.Count, "entries");
                foreach (var pair in fitted.Pairs)
                    RequireCell(line, pair.SourceLayer, pair.TargetLayer);
                break;
            case SweepCells cells:
                foreach (var cell in cells.Cells)
                    Check(line, cell);
                break;
            case SweepWritten written:
                foreach (var text in written.Cells)
                {
                    RequireCell(line, text.SourceLayer, text.TargetLayer);
                    AtMost($"{line}: a text", text.Tokens.Count, SweepRequest.MostNewTokens, "tokens");
                }
                break;
            case SweepDone done:
                Seconds(line, done.Seconds);
                break;
        }
    }

    private void Check(string line, CellReading cell)
    {
        RequireCell(line, cell.SourceLayer, cell.TargetLayer);
        Top(line, cell.Top);
        Entropy(line, cell.Entropy);
        Share(line, cell.UsualProbability, "usualProbability");
        Answers(line, cell.Answers);
    }

    private void RequireCell(string line, Layer source, Layer target)
    {
        if (!rows.Contains(source) || !columns.Contains(target))
            throw Unfit($"{line}: the map has no cell {new CellAddress(source, target)}, so that its parts do not fit together.");
    }
}
