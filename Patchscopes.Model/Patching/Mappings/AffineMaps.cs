using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Patching.Mappings;

/// <summary>The affine map from the vectors of a source layer to those of a target layer.</summary>
/// <param name="Source">ℓ.</param>
/// <param name="Target">ℓ*.</param>
/// <param name="Matrix">A, [d, d*].</param>
/// <param name="SourceMean">The mean of the source's vectors in the fit, [d].</param>
/// <param name="TargetMean">The mean of the target's vectors in the fit, [d*].</param>
/// <param name="R2">Share of the variance of the target's vectors that it explains at positions held out of the fit; 1 is perfect, below 0 worse than their mean.</param>
public sealed record AffineMap(Layer Source, Layer Target, float[] Matrix, float[] SourceMean, float[] TargetMean, double R2)
{
    /// <summary>ȳ + (x − x̄)·A.</summary>
    /// <param name="vector">x, [d].</param>
    public float[] Apply(ReadOnlySpan<float> vector)
    {
        var mapped = TargetMean.Select(mean => (double)mean).ToArray();
        for (var row = 0; row < vector.Length; row++)
        {
            var factor = vector[row] - SourceMean[row];
            var weights = Matrix.AsSpan(row * mapped.Length, mapped.Length);
            for (var column = 0; column < mapped.Length; column++)
                mapped[column] += factor * weights[column];
        }
        return [.. mapped.Select(number => (float)number)];
    }
}

/// <summary>Affine maps for every pair of some source and target layers, fitted to the same positions of the same texts.</summary>
/// <param name="Maps">One per pair.</param>
/// <param name="Positions">Positions that they were fitted to.</param>
/// <param name="HeldOut">Positions kept out, on which R² is measured.</param>
public sealed record AffineMaps(IReadOnlyDictionary<(Layer Source, Layer Target), AffineMap> Maps, int Positions, int HeldOut)
{
    /// <summary>Vectors of source layers, each mapped to what a target layer holds.</summary>
    /// <param name="vectors">One per source layer.</param>
    /// <param name="sources">The source layers.</param>
    public PatchVectors Apply(PatchVectors vectors, IReadOnlyList<Layer> sources)
    {
        var width = Maps.Values.First().TargetMean.Length;
        var given = vectors.At(sources[0]);
        return PatchVectors.PerTarget(sources.Count, width, target => [.. sources.Select((source, row) =>
            (ReadOnlyMemory<float>)Maps[(source, target)].Apply(given.Span.Slice(row * vectors.Width, vectors.Width)))]);
    }
}
