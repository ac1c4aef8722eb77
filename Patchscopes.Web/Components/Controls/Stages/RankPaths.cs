using System.Globalization;
using static System.FormattableString;

namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>Reciprocal ranks over the blocks as the lines of a picture one unit high and a unit wide for each block.</summary>
internal static class RankPaths
{
    /// <summary>Both series in words.</summary>
    public static string Summary(IReadOnlyList<double?> argument, IReadOnlyList<double?> answer) => $"Reciprocal ranks by block. Argument: {Series(argument)}. Answer: {Series(answer)}.";

    /// <summary>Where 0, ½ and 1 are.</summary>
    public static string Grid(int blocks, bool isUp) => isUp ? Invariant($"M0 0V{blocks}M.5 0V{blocks}M1 0V{blocks}") : Invariant($"M0 0H{blocks}M0 .5H{blocks}M0 1H{blocks}");

    /// <summary>The line through the values that are known.</summary>
    public static string Line(IReadOnlyList<double?> ranks, int blocks, bool isUp)
    {
        var points = Points(ranks, blocks, isUp).ToList();
        return points.Count < 2 ? "" : "M" + string.Join('L', points);
    }

    /// <summary>The values themselves: a line of no length with round ends is a round dot, however the picture is stretched.</summary>
    public static string Dots(IReadOnlyList<double?> ranks, int blocks, bool isUp) => string.Concat(Points(ranks, blocks, isUp).Select(point => $"M{point}h0"));

    private static string Series(IReadOnlyList<double?> ranks) =>
        ranks.All(rank => rank is null) ? "not followed" : string.Join(", ", ranks.Select(rank => rank?.ToString("0.##", CultureInfo.InvariantCulture) ?? "–"));

    private static IEnumerable<string> Points(IReadOnlyList<double?> ranks, int blocks, bool isUp) =>
        ranks.Select((rank, block) => (rank, block)).Where(point => point.rank is not null)
            .Select(point => isUp ? Invariant($"{point.rank:0.####} {blocks - point.block - 0.5}") : Invariant($"{point.block + 0.5} {1 - point.rank:0.####}"));
}
