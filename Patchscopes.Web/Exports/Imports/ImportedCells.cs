using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Runs;
using Patchscopes.Web.Storage.Saved;
using static Patchscopes.Web.Exports.Imports.Fit;

namespace Patchscopes.Web.Exports.Imports;

/// <summary>The checks of the cells that were opened.</summary>
internal static class ImportedCells
{
    private const int MostControls = 64;

    /// <summary>Checks one.</summary>
    /// <param name="where">The cell's place in the file.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="source">The model of its rows.</param>
    /// <param name="target">The model of its columns.</param>
    /// <exception cref="FormatException">It cannot be one.</exception>
    public static void Check(string where, SavedCell cell, ModelDescription source, ModelDescription target)
    {
        ImportedMaps.RequireLayer($"{where}.sourceLayer", cell.SourceLayer, source);
        ImportedMaps.RequireLayer($"{where}.targetLayer", cell.TargetLayer, target);
        AsAsked(where, () => RequestChecks.RequireTopK(cell.TopK));
        if (cell.NewTokens is < 0 or > CellRequest.MostNewTokens)
            throw Unfit($"{where}: newTokens is {cell.NewTokens}: give 0 to {CellRequest.MostNewTokens}.");
        var detail = cell.Detail;
        Top($"{where}.detail.top", detail.Top, mayBeEmpty: true);
        Top($"{where}.detail.unpatchedTop", detail.UnpatchedTop, mayBeEmpty: true);
        AtMost($"{where}.detail.patched", detail.Patched.Count, CellRequest.MostNewTokens, "tokens");
        AtMost($"{where}.detail.unpatched", detail.Unpatched.Count, CellRequest.MostNewTokens, "tokens");
        AtMost($"{where}.detail.controls", detail.Controls.Count, MostControls, "entries");
        foreach (var (at, control) in detail.Controls.Index())
        {
            Top($"{where}.detail.controls[{at}]", control.Top, mayBeEmpty: true);
            if (control.Kind is ControlKind.Token && control.Number < 0)
                throw Unfit($"{where}.detail.controls[{at}]: number is {control.Number}, but it is the position of a token, counted from 0.");
        }
    }
}
