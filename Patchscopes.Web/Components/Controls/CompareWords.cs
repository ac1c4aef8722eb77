using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;

namespace Patchscopes.Web.Components.Controls;

/// <summary>What two maps beside each other come to.</summary>
internal static class CompareWords
{
    /// <summary>The opened cell in both, and what the difference of the two leaves out.</summary>
    /// <param name="before">A.</param>
    /// <param name="after">B.</param>
    /// <param name="opened">The opened cell, or null.</param>
    /// <param name="isDifference">Whether B − A is shown, and not both.</param>
    public static string Of(ICellValues before, ICellValues after, CellAddress? opened, bool isDifference)
    {
        var difference = new DifferenceValues(before, after);
        var (others, alone) = (isDifference ? difference.Others : 0, difference.Alone);
        return string.Join(' ', new[]
        {
            opened is { } cell ? $"{CellWords.Title(cell)}: A {before.At(cell)?.Spoken ?? "has no such cell"}, B {after.At(cell)?.Spoken ?? "…"}." : "",
            others > 0 ? $"In {others} {(others == 1 ? "cell" : "cells")} A and B say other tokens ({CellValue.Others}): a difference of their probabilities would mean nothing." : "",
            alone > 0 ? $"A lacks {alone} of B’s cells: there is no difference there." : "",
        }.Where(words => words.Length > 0));
    }
}
