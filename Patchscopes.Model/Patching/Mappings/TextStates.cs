using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Patching.Mappings;

/// <summary>Vectors of a model at positions of texts, at several layers.</summary>
public sealed class TextStates
{
    private readonly Dictionary<Layer, float[]> _vectors;

    internal TextStates(Dictionary<Layer, float[]> vectors, IReadOnlyList<int> texts, int width) => (_vectors, Texts, Width) = (vectors, texts, width);

    /// <summary>Which text each row is of.</summary>
    public IReadOnlyList<int> Texts { get; }

    /// <summary>Length of a vector.</summary>
    public int Width { get; }

    /// <summary>The layers.</summary>
    public IReadOnlyCollection<Layer> Layers => _vectors.Keys;

    /// <summary>The vectors of a layer, [positions, width].</summary>
    public ReadOnlyMemory<float> Of(Layer layer) => _vectors[layer];

    /// <summary>The same of some of the layers.</summary>
    public TextStates Only(IReadOnlyList<Layer> layers) => new(layers.ToDictionary(layer => layer, layer => _vectors[layer]), Texts, Width);

    /// <summary>The mean vector of a layer, [width].</summary>
    /// <exception cref="MappingException">There is no position to take it over.</exception>
    public float[] Mean(Layer layer)
    {
        if (Texts.Count == 0)
            throw new MappingException("There is no mean state: the model's tokens stand for no part of any of the texts.");
        var (vectors, sums) = (_vectors[layer], new double[Width]);
        for (var at = 0; at < vectors.Length; at++)
            sums[at % Width] += vectors[at];
        return [.. sums.Select(sum => (float)(sum / Texts.Count))];
    }
}
