using System.Globalization;
using Patchscopes.Model.Stages;
using Spectre.Console;

namespace Patchscopes.Tools.Verify.Stages;

/// <summary>Prints the stages of the measured relations.</summary>
internal sealed class StageTables(IAnsiConsole console)
{
    public void Print(StageCard card)
    {
        console.Write(Forms(card));
        console.Write(Removals(card));
        var bounds = Table("Bounds", "figure", "found", "at least", "");
        foreach (var bound in card.Bounds())
            Row(bounds, bound.Name, bound.FoundInWords, bound.AtLeastInWords, bound.Holds ? "holds" : "FAILS");
        console.Write(bounds);
    }

    private static Table Forms(StageCard card)
    {
        var table = Table(
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
        var table = Table(
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

    private static Table Table(string title, params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple, Title = new TableTitle(Markup.Escape(title)) };
        foreach (var (place, column) in columns.Index())
            table.AddColumn(new TableColumn(new Text(column)) { Alignment = place == 0 ? Justify.Left : Justify.Right, Padding = new Padding(0, 0, 1, 0) });
        return table;
    }

    private static void Row(Table table, params string[] cells) => table.AddRow(cells.Select(cell => new Text(cell)));

    private static string Share(int part, int whole) => Atlas.Share.Percent(whole == 0 ? null : part / (double)whole);

    private static string Mean(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";

    private static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);
}
