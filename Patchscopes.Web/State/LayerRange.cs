using Patchscopes.Model.Architecture;

namespace Patchscopes.Web.State;

/// <summary>
/// Layers as a visitor chooses them: from one block to another, every so many. The last one is never left out, however
/// the steps fall (the last layers are what most readings are about), and neither is the first.
/// </summary>
/// <param name="From">The first block.</param>
/// <param name="To">The last one.</param>
/// <param name="Step">Every so many.</param>
/// <param name="Embedding">Whether the embedding output comes before them.</param>
public readonly record struct LayerRange(int From, int To, int Step, bool Embedding)
{
    /// <summary>All blocks of a model.</summary>
    public static LayerRange All(int blocks) => new(0, blocks - 1, 1, false);

    /// <summary>The layers, ascending.</summary>
    public IReadOnlyList<Layer> Layers
    {
        get
        {
            var (from, to, step) = (From, To, Step);
            var blocks = Enumerable.Range(0, (to - from + step - 1) / step).Select(at => new Layer(from + (at * step)));
            return [.. Embedding ? [Layer.Embedding] : Array.Empty<Layer>(), .. blocks, new Layer(to)];
        }
    }

    /// <summary>The range with what is out of a model's reach, or of order, put right.</summary>
    public LayerRange Within(int blocks)
    {
        var to = Math.Clamp(To, 0, blocks - 1);
        return new LayerRange(Math.Clamp(From, 0, to), to, Math.Clamp(Step, 1, blocks), Embedding);
    }

    /// <summary>The range that some layers are, all blocks where none are given; null where they are no range of the model's own.</summary>
    public static LayerRange? Of(IReadOnlyList<Layer>? layers, int blocks)
    {
        if (layers is null)
            return All(blocks);
        // A link may name any number, and a range up to it would be as long.
        if (!layers.All(layer => layer.IsIn(blocks)))
            return null;
        var own = layers.Where(layer => !layer.IsEmbedding).Order().ToList();
        if (own.Count == 0)
            return null;
        var step = own.Count > 1 ? own[1].Index - own[0].Index : 1;
        var range = new LayerRange(own[0].Index, own[^1].Index, step, layers.Any(layer => layer.IsEmbedding));
        return range.Layers.SequenceEqual(layers.Order()) ? range : null;
    }

    /// <summary>As a request asks for it: null for all blocks.</summary>
    public IReadOnlyList<Layer>? Request(int blocks) => this == All(blocks) ? null : Layers;
}
