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
            "Correctly answered rows: % labelled abstractive, extractive, argument only, no X; mean first argument block x, application block b, saturation s; X-score",
            "relation", "form", "rows", "right", "abs", "ext", "arg", "no X", "x", "b", "s", "X");
        foreach (var relation in card.Relations)
        {
            Add(relation.Relation, "question", relation.Questions);
            Add("", "true twin", relation.TrueTwins);
            Add("", "false twin", relation.FalseTwins);
        }
        return table;

        void Add(string relation, string form, DatasetSummary summary) => Row(
            table, relation, form, Count(summary.Rows), Count(summary.Correct),
            Share(summary.Labels[StageLabel.Abstractive], summary.Correct), Share(summary.Labels[StageLabel.Extractive], summary.Correct),
            Share(summary.Labels[StageLabel.ArgumentOnly], summary.Correct), Share(summary.Labels[StageLabel.NoX], summary.Correct),
            Mean(summary.MeanArgument, "0.0"), Mean(summary.MeanApplication, "0.0"), Mean(summary.MeanSaturation, "0.0"), Mean(summary.MeanXScore, "0.00"));
    }

    private static Table Removals(StageCard card)
    {
        var table = Start(
            "Feed-forward writes removed at the last position, at the application block or the smallest range around it",
            ["relation", "cases", .. Enumerable.Range(1, StageDataset.WidestRemoval).Select(size => $"by {size}, %"), "never, %", "argument back, %"]);
        foreach (var relation in card.Relations)
        {
            var changed = relation.ChangedBySize.Sum();
            Row(table, [relation.Relation, Count(relation.Removals), .. relation.ChangedBySize.Select(count => Share(count, relation.Removals)),
                Share(relation.Removals - changed, relation.Removals), Share(relation.BackToArgument, relation.Removals)]);
        }
        return table;
    }

    private static string Share(int part, int whole) => Atlas.Share.Percent(whole == 0 ? null : part / (double)whole);

    private static string Mean(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
