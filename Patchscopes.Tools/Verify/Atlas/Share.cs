using System.Globalization;

namespace Patchscopes.Tools.Verify.Atlas;

/// <summary>So many right of so many asked.</summary>
internal readonly record struct Share(int Right, int Asked)
{
    /// <summary>0 … 1; null where nothing was asked, which satisfies no bound.</summary>
    public double? Value => Asked == 0 ? null : (double)Right / Asked;

    public static Share Of(IEnumerable<bool> answers)
    {
        var all = answers.ToList();
        return new Share(all.Count(isRight => isRight), all.Count);
    }

    public static Share Together(IEnumerable<Share> parts)
    {
        var all = parts.ToList();
        return new Share(all.Sum(part => part.Right), all.Sum(part => part.Asked));
    }

    public override string ToString() => Percent(Value);

    public static string Percent(double? value) => value is { } share ? (100 * share).ToString("0.0", CultureInfo.InvariantCulture) : "–";
}
