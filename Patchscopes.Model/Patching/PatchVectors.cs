using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Patching;

/// <summary>The vectors that a map puts in: one per row of the map, and where a mapping needs it others at each target layer.</summary>
public sealed class PatchVectors
{
    private readonly Func<Layer, ReadOnlyMemory<float>> _at;

    private PatchVectors(int count, int width, Func<Layer, ReadOnlyMemory<float>> at) => (Count, Width, _at) = (count, width, at);

    /// <summary>How many vectors there are at a target layer.</summary>
    public int Count { get; }

    /// <summary>Length of each.</summary>
    public int Width { get; }

    /// <summary>The same vectors at every target layer.</summary>
    /// <param name="vectors">At least one; all of the same length.</param>
    public static PatchVectors Everywhere(IReadOnlyList<ReadOnlyMemory<float>> vectors)
    {
        var all = Joined(vectors);
        return new PatchVectors(vectors.Count, vectors[0].Length, _ => all);
    }

    /// <summary>Vectors of their own at each target layer, asked for once per run.</summary>
    /// <param name="count">How many at each.</param>
    /// <param name="width">Length of each.</param>
    /// <param name="at">The vectors of a target layer, <paramref name="count"/> of length <paramref name="width"/>.</param>
    public static PatchVectors PerTarget(int count, int width, Func<Layer, IReadOnlyList<ReadOnlyMemory<float>>> at) =>
        new(count, width, layer => Joined(at(layer)));

    /// <summary>All vectors at a target layer one after the other, [count, width].</summary>
    public ReadOnlyMemory<float> At(Layer target) => _at(target);

    private static float[] Joined(IReadOnlyList<ReadOnlyMemory<float>> vectors)
    {
        var all = new float[vectors.Count * vectors[0].Length];
        foreach (var (row, vector) in vectors.Index())
            vector.CopyTo(all.AsMemory(row * vector.Length));
        return all;
    }
}
