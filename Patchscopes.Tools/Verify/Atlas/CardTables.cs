using System.Globalization;
using Spectre.Console;
using static Patchscopes.Tools.Verify.CardTable;

namespace Patchscopes.Tools.Verify.Atlas;

/// <summary>Prints the report card.</summary>
internal sealed class CardTables(IAnsiConsole console)
{
    public void Print(AtlasCard card)
    {
        Answers(card.Relations);
        Lists(card);
        Stages(card);
        Removal(card.Stages);
        Extraction(card.Extraction);
        Maps(card.Presets);
        Bounds(CardBounds.Of(card));
    }

    private void Answers(IReadOnlyList<RelationScores> relations)
    {
        var table = Start("Whole answers, %, over all rows", "relation", "rows", "1-shot", "0-shot", "stated", "a -> b", "a->b");
        foreach (var scores in relations)
            Row(table, scores.Relation, Count(scores.Rows), $"{scores.OneShot}", $"{scores.ZeroShot}", $"{scores.Statement}", $"{scores.SpacedArrows}", $"{scores.TightArrows}");
        Row(table, "mean", Count(relations.Sum(scores => scores.Rows)), Mean(relations, scores => scores.OneShot), Mean(relations, scores => scores.ZeroShot),
            Mean(relations, scores => scores.Statement), Mean(relations, scores => scores.SpacedArrows), Mean(relations, scores => scores.TightArrows));
        console.Write(table);
    }

    private void Lists(AtlasCard card)
    {
        var table = Start("Lists by their form, %", "form", "pairs", "separator", "arrows", "identity");
        foreach (var (at, shape) in card.Identity.Index())
        {
            var arrows = Mean(card.Relations, scores => scores.ArrowShapes.FirstOrDefault(other => (other.Arrow, other.Pairs, other.Separator) == (shape.Arrow, shape.Pairs, shape.Separator))?.Share ?? default);
            Row(table, shape.Arrow, Count(shape.Pairs), shape.Separator == "\n" ? "line break" : $"“{shape.Separator}”", arrows, $"{shape.Share}");
        }
        console.Write(table);
        var others = Start("Others, %", "form", "rows", "right");
        Row(others, "descriptions", Count(card.Descriptions.Asked), $"{card.Descriptions}");
        Row(others, "two-hop, trained chains", Count(card.TwoHop.Trained.Asked), $"{card.TwoHop.Trained}");
        Row(others, "two-hop, trained, as questions", Count(card.TwoHop.TrainedQuestions.Asked), $"{card.TwoHop.TrainedQuestions}");
        Row(others, "two-hop, held out", Count(card.TwoHop.HeldOut.Asked), $"{card.TwoHop.HeldOut}");
        Row(others, "two-hop, held out, as questions", Count(card.TwoHop.HeldOutQuestions.Asked), $"{card.TwoHop.HeldOutQuestions}");
        console.Write(others);
        console.WriteLine($"The Poland question is answered with “{card.PolandAnswer}”.");
    }

    private void Stages(AtlasCard card)
    {
        var table = Start("Stages of right one-shot questions (mean blocks)", "relation", "cases", "argument first, %", "argument from", "answer from", "from text", "same word");
        foreach (var scores in card.Stages)
        {
            var fromText = card.Extraction.FirstOrDefault(extraction => extraction.Relation == scores.Relation)?.AnswerBlock;
            Row(table, scores.Relation, Count(scores.ArgumentFirst.Asked), $"{scores.ArgumentFirst}", Block(scores.ArgumentBlock), Block(scores.AnswerBlock), Block(fromText), Count(scores.SameWord));
        }
        console.Write(table);
    }

    private void Removal(IReadOnlyList<StageScores> stages)
    {
        var widest = stages.Select(scores => scores.Removal.Sizes.Count).DefaultIfEmpty(0).Max();
        var table = Start(
            "Feed-forward writes removed at the last token: blocks needed to take the answer away (cases), and how often the argument is back, %",
            ["relation", .. Enumerable.Range(1, widest).Select(Count), "never", "back", "back by 1"]);
        foreach (var scores in stages)
            Row(table, [scores.Relation, .. scores.Removal.Sizes.Select(Count), Count(scores.Removal.Never), $"{scores.Removal.FallsBack}", $"{scores.Removal.OneBlockFallsBack}"]);
        console.Write(table);
    }

    private void Extraction(IReadOnlyList<ExtractionScores> relations)
    {
        var table = Start("Answers that stand in the context, %: true and another row's", "relation", "1 true", "1 false", "2 true", "2 false", "list true", "list false");
        foreach (var scores in relations)
            Row(table, scores.Relation, $"{scores.OneTrue}", $"{scores.OneFalse}", $"{scores.TwoTrue}", $"{scores.TwoFalse}", $"{scores.ListTrue}", $"{scores.ListFalse}");
        Row(table, "mean", Mean(relations, scores => scores.OneTrue), Mean(relations, scores => scores.OneFalse), Mean(relations, scores => scores.TwoTrue),
            Mean(relations, scores => scores.TwoFalse), Mean(relations, scores => scores.ListTrue), Mean(relations, scores => scores.ListFalse));
        console.Write(table);
    }

    private void Maps(IReadOnlyList<PresetScore> presets)
    {
        var table = Start("Cells that say what the preset is about", "preset", "cells", "%", "most frequent");
        foreach (var preset in presets)
            Row(table, preset.Key, $"{preset.Cells.Right}/{preset.Cells.Asked}", $"{preset.Cells}", string.Join(", ", preset.Says.Select(said => $"“{MapGrid.Visible(said.Text)}” {said.Cells}")));
        console.Write(table);
    }

    private void Bounds(IReadOnlyList<CardBound> bounds)
    {
        console.Write(CardTable.Bounds(bounds));
        var failing = bounds.Where(bound => !bound.Holds).ToList();
        console.WriteLine(failing.Count == 0
            ? $"The card holds: all {bounds.Count} bounds."
            : $"The card does not hold: {failing.Count} of {bounds.Count} bounds fail.");
        foreach (var bound in failing)
            console.WriteLine($"  {bound.Name}: {bound.FoundInWords}, at least {bound.AtLeastInWords}");
    }

    private static string Mean<T>(IReadOnlyList<T> parts, Func<T, Share> share) => Share.Percent(CardBounds.Mean(parts, part => share(part).Value));

    private static string Block(double? block) => block?.ToString("0.0", CultureInfo.InvariantCulture) ?? "–";
}
