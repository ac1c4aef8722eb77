using Patchscopes.Model.Stages;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Runs;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.Storage.Saved;
using static Patchscopes.Web.Exports.Imports.Fit;

namespace Patchscopes.Web.Exports.Imports;

/// <summary>The checks of the traces of a file: their blocks in order, and every number that is drawn.</summary>
internal static class ImportedTraces
{
    private const int MostDoubts = 64;

    /// <summary>Checks all of them.</summary>
    /// <exception cref="FormatException">A trace does not fit together.</exception>
    public static void Check(SavedRun run)
    {
        foreach (var (at, (request, events)) in run.Traces.Index())
        {
            var where = $"traces[{at}]";
            var model = ModelOf(run, where, request.Model);
            AsAsked($"{where}.request", () => RequestChecks.RequireTopK(request.TopK));
            Check($"{where}.request.interventions", request.Interventions, model);
            if (events is not [TraceStarted started, ..] || events.Skip(1).Any(line => line is TraceStarted))
                throw Unfit($"{where}.events needs one \"start\", as its first line.");
            Prompt($"{where}: tokens", started.Tokens, model);
            Position($"{where}.request.position", request.Position, started.Tokens.Count, "prompt");
            if (started.Position < 0 || started.Position >= started.Tokens.Count)
                throw Unfit($"{where}.events[0].position is {started.Position}, which is outside the prompt: it has {started.Tokens.Count} tokens.");
            var blocks = 0;
            foreach (var (line, item) in events.Index())
                Check($"{where}.events[{line}]", item, model, ref blocks);
        }
    }

    private static void Check(string where, StageEvent line, ModelDescription model, ref int blocks)
    {
        switch (line)
        {
            case BlockTraced block:
                if (block.Layer != blocks || blocks >= model.Blocks)
                    throw Unfit($"{where}: layer is {block.Layer}: the blocks must come in order, from 0 to {model.Blocks - 1}.");
                blocks++;
                Check(where, block.AfterAttention);
                Check(where, block.AfterMlp);
                if (block.Norms is not { Before: >= 0, AttentionWrite: >= 0, FeedForwardWrite: >= 0, After: >= 0 })
                    throw Unfit($"{where}: a norm is below 0, which no length is.");
                break;
            case TraceVerdict verdict:
                if (blocks != model.Blocks)
                    throw Unfit($"{where}: a verdict needs all {model.Blocks} blocks before it, and {blocks} came.");
                Check(where, verdict, model);
                break;
            case InterventionOutcome outcome:
                Check($"{where}.before", outcome.Before);
                Check($"{where}.after", outcome.After);
                break;
            case StageDone done:
                Seconds(where, done.Seconds);
                break;
        }
    }

    private static void Check(string where, StateSays says)
    {
        Top(where, says.Top);
        Check(where, says.Answer);
        if (says.Argument is { } argument)
            Check(where, argument);
        Entropy(where, says.Entropy);
        if (!(Math.Abs(says.CosineWithFinal) <= 1.001))
            throw Unfit($"{where}: cosineWithFinal is {says.CosineWithFinal:G6}, which is not between -1 and 1.");
    }

    private static void Check(string where, StandingReading standing)
    {
        Id(where, standing.Id);
        Share(where, standing.Probability);
        Share(where, standing.ReciprocalRank, "reciprocalRank");
        Rank(where, standing.Rank);
    }

    private static void Check(string where, TraceVerdict verdict, ModelDescription model)
    {
        foreach (var range in new[] { verdict.ArgumentSpan, verdict.ArgumentStage, verdict.SaturationStage }.OfType<BlockRange>())
        {
            if (range.First < 0 || range.First > range.Last || range.Last >= model.Blocks)
                throw Unfit($"{where}: blocks {range.First} to {range.Last} are no part of the {model.Blocks} blocks that \"{model.Name}\" has.");
        }
        foreach (var block in new[] { verdict.ApplicationLayer, verdict.SaturationStart }.OfType<int>())
        {
            if (block < 0 || block >= model.Blocks)
                throw Unfit($"{where} names block {block}, but \"{model.Name}\" has blocks 0 to {model.Blocks - 1}.");
        }
        Check(where, verdict.Answer);
        if (verdict.Argument is { } argument)
            Check(where, argument);
        Top(where, [verdict.Said]);
        Share(where, verdict.XScore ?? 0, "xScore");
        AtMost($"{where}: doubts", verdict.Doubts.Count, MostDoubts, "sentences");
    }

    private static void Check(string where, IReadOnlyList<InterventionRequest> interventions, ModelDescription model)
    {
        AtMost(where, interventions.Count, InterventionCheck.Most, "entries");
        foreach (var (at, one) in interventions.Index())
        {
            if (one.Layers?.Any(layer => layer < 0 || layer >= model.Blocks) is true)
                throw Unfit($"{where}[{at}].layers names a block that \"{model.Name}\" does not have: give 0 to {model.Blocks - 1}.");
            AtMost($"{where}[{at}].layers", one.Layers?.Count ?? 0, model.Blocks, "blocks");
            AtMost($"{where}[{at}].positions", one.Positions?.Count ?? 0, model.Context, "positions");
            if (one.Vector is { } vector && vector.Count != model.Width)
                throw Unfit($"{where}[{at}].vector has {vector.Count} numbers, but vectors of \"{model.Name}\" have {model.Width}.");
        }
    }
}
