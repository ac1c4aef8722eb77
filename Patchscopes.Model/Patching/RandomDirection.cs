using Patchscopes.Model.Training;

namespace Patchscopes.Model.Patching;

/// <summary>Directions that are equally likely in every dimension: normal numbers, scaled to a length.</summary>
internal sealed class RandomDirection(int seed)
{
    private readonly CorpusRandom _random = new((ulong)seed);

    /// <summary>A vector of a Euclidean length.</summary>
    public float[] Of(int width, double norm)
    {
        var numbers = Enumerable.Range(0, width).Select(_ => Normal()).ToArray();
        var scale = norm / Math.Sqrt(numbers.Sum(number => number * number));
        return [.. numbers.Select(number => (float)(number * scale))];
    }

    /// <summary>Box and Muller's.</summary>
    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
