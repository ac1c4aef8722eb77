using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>Reciprocal ranks of argument and answer over the blocks, from left to right and, for narrow pages, from bottom to top.</summary>
public sealed partial class RankCurves
{
    /// <summary>How many blocks the axis has.</summary>
    [Parameter, EditorRequired]
    public required int Blocks { get; set; }

    /// <summary>1/rank of the argument by block, as far as it has come.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<double?> Argument { get; set; }

    /// <summary>1/rank of the answer by block, as far as it has come.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<double?> Answer { get; set; }

    private string Summary => $"Reciprocal ranks by block. Argument: {Series(Argument)}. Answer: {Series(Answer)}.";

    private static string Series(IReadOnlyList<double?> ranks) =>
        ranks.All(rank => rank is null) ? "not followed" : string.Join(", ", ranks.Select(rank => rank?.ToString("0.##", CultureInfo.InvariantCulture) ?? "–"));

    private string Line(IReadOnlyList<double?> ranks, bool isUp)
    {
        var points = Points(ranks, isUp).ToList();
        return points.Count < 2 ? "" : "M" + string.Join('L', points);
    }

    // A line of no length with round ends is a round dot, however the picture is stretched.
    private string Dots(IReadOnlyList<double?> ranks, bool isUp) => string.Concat(Points(ranks, isUp).Select(point => $"M{point}h0"));

    private IEnumerable<string> Points(IReadOnlyList<double?> ranks, bool isUp) =>
        ranks.Select((rank, block) => (rank, block)).Where(point => point.rank is not null)
            .Select(point => isUp ? Text($"{point.rank:0.####} {Blocks - point.block - 0.5}") : Text($"{point.block + 0.5} {1 - point.rank:0.####}"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
