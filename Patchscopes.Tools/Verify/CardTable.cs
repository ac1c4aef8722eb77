using System.Globalization;
using Patchscopes.Tools.Verify.Atlas;
using Spectre.Console;

namespace Patchscopes.Tools.Verify;

/// <summary>How the report cards print their tables.</summary>
internal static class CardTable
{
    public static Table Start(string title, params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple, Title = new TableTitle(Markup.Escape(title)) };
        foreach (var (place, column) in columns.Index())
            table.AddColumn(new TableColumn(new Text(column)) { Alignment = place == 0 ? Justify.Left : Justify.Right, Padding = new Padding(0, 0, 1, 0) });
        return table;
    }

    public static void Row(Table table, params string[] cells) => table.AddRow(cells.Select(cell => new Text(cell)));

    public static Table Bounds(IReadOnlyList<CardBound> bounds)
    {
        var table = Start("Bounds", "figure", "found", "at least", "");
        foreach (var bound in bounds)
            Row(table, bound.Name, bound.FoundInWords, bound.AtLeastInWords, bound.Holds ? "holds" : "FAILS");
        return table;
    }

    public static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);
}
