using System.Globalization;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.State;

/// <summary>What can be said of a run before it starts: how large it is, how long it takes, and whether it can show anything.</summary>
public sealed partial class ExplorerState
{
    /// <summary>About how long the map takes, before it starts; null where nothing is known.</summary>
    public TimeSpan? Estimate
    {
        get
        {
            if (Model is null || Target.Position is not { } position)
                return null;
            var (first, count) = (PatchedFrom(position), Target.Tokens.Count);
            var map = service.Estimate(ModelName, ExpectedCells * (1 + LongAnswers), Math.Max(1, SweepMap.ReadPositionOf(Readout, position, count) - first + 1));
            return ExpectedTexts == 0 ? map : map + service.Estimate(ModelName, ExpectedTexts, count - first + Rest.NewTokens);
        }
    }

    /// <summary>Cells of the map that would be run now.</summary>
    public int ExpectedCells => Rows().Count * Columns().Count;

    /// <summary>Cells of that map for which the model goes on to write.</summary>
    public int ExpectedTexts => Rest.NewTokens == 0 ? 0
        : Rest.Writes is WrittenCells.Diagonal ? Columns().Intersect(Rows()).Count()
        : ExpectedCells;

    /// <summary>How many tokens it writes for each of them.</summary>
    public int NewTokens => Rest.NewTokens;

    /// <summary>Says that the read-out cannot change in any cell, and what to do; null where it can.</summary>
    public string? ReadoutWarning
    {
        get
        {
            if (Model is not { } model || Target is not { IsTokenized: true, Position: { } position })
                return null;
            var read = SweepMap.ReadPositionOf(Readout, position, Target.Tokens.Count);
            var patched = Patched(position);
            if (!Columns().All(layer => SweepPlan.CannotChange(layer, model.Blocks, patched, read)))
                return null;
            return read < PatchedFrom(position)
                ? string.Create(CultureInfo.InvariantCulture, $"Nothing can change: token {read} is read, and the patch comes after it, at token {PatchedFrom(position)}. Read at the last token, or patch an earlier one.")
                : string.Create(CultureInfo.InvariantCulture, $"Nothing can change: after the last block nothing carries the patch from token {position} to token {read}. Read at the patched token, or take earlier target layers.");
        }
    }

    /// <summary>Answers of several tokens, each of which takes a map of its own; how many tokens one has is known of those that the last map gave.</summary>
    private int LongAnswers => Answers.Count(answer => Map is { Request.Answers: { } known } map && known.Index().Any(one =>
        one.Item == answer && one.Index < map.Answers.Count && map.Answers[one.Index].Count > 1));

    private int PatchedFrom(int position) => Patched(position).Min();

    private IReadOnlyList<int> Patched(int position) => SweepMap.PatchedPositionsOf(position, Rest.AlsoPatched, Target.Tokens.Count);

    private IReadOnlyList<Layer> Rows() => Rest.SourceLayers ?? Layer.Blocks(SourceModel?.Blocks ?? 0);

    private IReadOnlyList<Layer> Columns() => Rest.TargetLayers ?? Layer.Blocks(Model?.Blocks ?? 0);
}
