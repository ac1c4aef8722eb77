using System.Globalization;
using Patchscopes.Model.Stages;
using Spectre.Console;
using static Patchscopes.Tools.Verify.CardTable;

namespace Patchscopes.Tools.Verify.Stages;

/// <summary>Prints the stages of the measured relations.</summary>
internal sealed class StageTables(IAnsiConsole console)
{
    public void Print(StageCard card)
    {
        console.Write(Forms(card));
        console.Write(Removals(card));
        console.Write(CardTable.Bounds(card.Bounds()));
    }

    private static Table Forms(StageCard card)
    {
        var table = Start(
            "Correctly answered rows: % labelled abstractive, extractive, argument only, no X; mean first argument block x, application block b, saturation s; X-score; blocks that twins saturate earlier",
            "relation", "form", "rows", "right", "abs", "ext", "arg", "no X", "x", "b", "s", "X", "earlier");
        foreach (var relation in card.Relations)
        {
            var questions = relation.Forms[QuestionForm.Question];
            Add(relation.Relation, "question", questions, null);
            foreach (var (form, name) in new[] { (QuestionForm.TrueTwin, "true twin"), (QuestionForm.FalseTwin, "false twin") })
                Add("", name, relation.Forms[form], relation.Forms[form].SaturatesEarlierThan(questions));
        }
        return table;

        void Add(string relation, string form, DatasetSummary summary, double? earlier) => Row(
            table, relation, form, Count(summary.Rows), Count(summary.Correct),
            Share(summary.Labels[StageLabel.Abstractive], summary.Correct), Share(summary.Labels[StageLabel.Extractive], summary.Correct),
            Share(summary.Labels[StageLabel.ArgumentOnly], summary.Correct), Share(summary.Labels[StageLabel.NoX], summary.Correct),
            Mean(summary.MeanArgument, "0.0"), Mean(summary.MeanApplication, "0.0"), Mean(summary.MeanSaturation, "0.0"), Mean(summary.MeanXScore, "0.00"), Mean(earlier, "0.0"));
    }

    private static Table Removals(StageCard card)
    {
        var table = Start(
            "Feed-forward writes removed at the last position, at the application block or the smallest range around it",
            ["relation", "cases", .. Enumerable.Range(1, StageDataset.WidestRemoval).Select(size => $"by {size}, %"), "never, %", "argument back, %"]);
        foreach (var relation in card.Relations)
        {
            if (relation.Forms[QuestionForm.Question].Removals is { } removed)
                Row(table, [relation.Relation, Count(removed.Cases), .. removed.ChangedBySize.Select(count => Share(count, removed.Cases)),
                    Share(removed.Cases - removed.Changed, removed.Cases), Share(removed.BackToArgument, removed.Cases)]);
        }
        return table;
    }

    private static string Share(int part, int whole) => Atlas.Share.Percent(whole == 0 ? null : part / (double)whole);

    private static string Mean(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
