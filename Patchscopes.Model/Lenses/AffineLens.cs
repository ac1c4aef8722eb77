using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching.Mappings;
using static TorchSharp.torch;

namespace Patchscopes.Model.Lenses;

/// <summary>Each state through its block's affine map to the last one, then the final norm and the unembedding; the last block's states need no map.</summary>
internal sealed class AffineLens(Decoder decoder, AffineMaps maps) : ILens
{
    /// <summary>The maps that it needs: from every block but the last to the last.</summary>
    public static IReadOnlyList<Layer> Sources(DecoderConfig config) => Layer.Blocks(config.Blocks - 1);

    public Tensor Logits(Tensor states, IReadOnlyList<Layer> layers, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var parts = layers.Index().GroupBy(row => row.Item).Select(same =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Mapped(states.narrow(0, same.First().Index, same.Count()), same.Key);
        });
        return decoder.Unembed(cat([.. parts])).MoveToOuterDisposeScope();
    }

    private Tensor Mapped(Tensor states, Layer layer)
    {
        var last = new Layer(decoder.Config.Blocks - 1);
        if (layer == last)
            return states;
        var (map, width) = (maps.Maps[(layer, last)], decoder.Config.Width);
        return Given(map.TargetMean, states).Plus(states.sub(Given(map.SourceMean, states)).mm(Given(map.Matrix, states).view(width, width)));
    }

    private static Tensor Given(float[] numbers, Tensor like) => tensor(numbers, dtype: like.dtype, device: like.device);
}
