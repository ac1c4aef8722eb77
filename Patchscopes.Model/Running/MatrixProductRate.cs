using System.Diagnostics;
using static TorchSharp.torch;

namespace Patchscopes.Model.Running;

/// <summary>The machine's measure: how fast float32 matrices are multiplied here, by the threads that models use.</summary>
internal static class MatrixProductRate
{
    /// <summary>The best of several products of two square matrices, in GFLOP/s.</summary>
    public static double Gflops(int size, int repeats)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (left, right, product) = (randn(size, size), randn(size, size), zeros(size, size));
        var best = TimeSpan.MaxValue;
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            var start = Stopwatch.GetTimestamp();
            product.addmm_(left, right, 0, 1);
            var taken = Stopwatch.GetElapsedTime(start);
            best = taken < best ? taken : best;
        }
        return 2.0 * size * size * size / best.TotalSeconds / 1e9;
    }
}
