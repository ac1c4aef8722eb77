using Patchscopes.Model.Running;
using Xunit;

namespace Patchscopes.Web.Tests.Model;

/// <summary>Comparing rows of numbers.</summary>
internal static class Numbers
{
    /// <summary>Other row counts choose other kernels: float32's rounding, relative to the largest number.</summary>
    public const double Rounding = 1e-4;

    /// <summary>Largest difference relative to the largest expected number; a NaN anywhere gives NaN.</summary>
    public static double Difference(ReadOnlySpan<float> found, ReadOnlySpan<float> expected)
    {
        Assert.Equal(expected.Length, found.Length);
        var (difference, scale) = (0.0, 1e-12);
        for (var i = 0; i < found.Length; i++)
        {
            difference = Math.Max(difference, Math.Abs((double)found[i] - expected[i]));
            scale = Math.Max(scale, Math.Abs((double)expected[i]));
        }
        return difference / scale;
    }

    public static void AssertClose(ReadOnlySpan<float> found, ReadOnlySpan<float> expected)
    {
        var difference = Difference(found, expected);
        Assert.True(difference <= Rounding, FormattableString.Invariant($"off by {difference:0.0e+0} of the largest number"));
    }

    public static ReadOnlySpan<float> Row(this StateTable table, int layer, int token) => table.At(layer, token).Span;
}
