using Patchscopes.Model.Architecture;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;

namespace Patchscopes.Web.Components.Controls;

/// <summary>The cells of one row or column of a map, one after the other.</summary>
internal static class StripWords
{
    /// <summary>What is listed.</summary>
    public static string Title(ICellValues values, MapLook look, PromptRole role, Layer layer) =>
        $"{(role is PromptRole.Source ? "Source" : "Target")} layer {layer} in every {Other(role).Name()} layer: top token, {(look.View is MapView.TopToken ? "its probability" : values.Name)}, change by the patch";

    /// <summary>Whose layers run through the list of one layer of a role.</summary>
    public static PromptRole Other(PromptRole role) => role is PromptRole.Source ? PromptRole.Target : PromptRole.Source;

    /// <summary>The cells of a layer.</summary>
    public static IEnumerable<CellAddress> Cells(SweepMap map, PromptRole role, Layer layer) => role is PromptRole.Source
        ? map.Columns.Select(target => new CellAddress(layer, target))
        : map.Rows.Select(source => new CellAddress(source, layer));

    /// <summary>A cell's number: of the top token, or of what the view shows.</summary>
    public static string Number(ICellValues values, MapLook look, CellAddress cell, double top) =>
        look.View is MapView.TopToken ? CellValue.Probability(top) : values.At(cell)?.Spoken ?? "…";
}
