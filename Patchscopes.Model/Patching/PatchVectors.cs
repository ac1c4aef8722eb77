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

    /// <summary>Every vector multiplied by a number.</summary>
    public PatchVectors Scaled(double factor) => new(Count, Width, layer => _at(layer).ToArray().Select(number => (float)(number * factor)).ToArray());

    /// <summary>Vectors of zeros.</summary>
    public static PatchVectors Zeros(int count, int width) => Everywhere([.. Enumerable.Repeat((ReadOnlyMemory<float>)new float[width], count)]);

    /// <summary>
    /// Random directions of a given length: what a reading must differ from to say anything of its state. The same seed
    /// gives the same direction on every machine.
    /// </summary>
    /// <param name="seeds">One per vector.</param>
    /// <param name="width">Length in numbers.</param>
    /// <param name="norm">Euclidean length.</param>
    public static PatchVectors Random(IReadOnlyList<int> seeds, int width, double norm) => Everywhere([.. seeds.Select(seed =>
    {
        var random = new RandomDirection(seed);
        return (ReadOnlyMemory<float>)random.Of(width, norm);
    })]);

    /// <summary>All vectors of some others, one after the other.</summary>
    public static PatchVectors Together(IReadOnlyList<PatchVectors> parts) =>
        new(parts.Sum(part => part.Count), parts[0].Width, layer => parts.SelectMany(part => part._at(layer).ToArray()).ToArray());

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
