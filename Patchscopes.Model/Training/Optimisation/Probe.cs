using Patchscopes.Model.Architecture;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Patchscopes.Model.Training.Optimisation;

/// <summary>
/// A linear reading of normed states that is trained along and thrown away afterwards: its loss makes the blocks below
/// write what it reads.
/// </summary>
internal sealed class Probe(string name, int classes) : IDisposable
{
    private readonly Tensor _weights = zeros(AtlasShape.Atlas.Width, classes, requires_grad: true).DetachFromDisposeScope();
    private readonly Tensor _bias = zeros(classes, requires_grad: true).DetachFromDisposeScope();

    public IEnumerable<KeyValuePair<string, Tensor>> Named() => [KeyValuePair.Create($"{name}.weight", _weights), KeyValuePair.Create($"{name}.bias", _bias)];

    /// <summary>Cross entropy of a yes-or-no reading of states [R, T, d]; flags are 1, 0, or negative where nothing is asked.</summary>
    public Tensor BinaryLoss(Decoder decoder, Tensor x, float[] flags)
    {
        var places = Places(flags, flag => flag >= 0);
        return functional.binary_cross_entropy_with_logits(Read(decoder, x, places).squeeze(-1), tensor(flags).index_select(0, places));
    }

    /// <summary>Cross entropy of a class read from states [R, T, d]; classes are negative where nothing is asked.</summary>
    public Tensor ClassLoss(Tensor x, long[] wanted)
    {
        var places = Places(wanted, label => label >= 0);
        if (places.numel() == 0)
            return zeros(1).sum();
        var states = functional.layer_norm(x.reshape(-1, AtlasShape.Atlas.Width).index_select(0, places), [AtlasShape.Atlas.Width]);
        return functional.cross_entropy(states.matmul(_weights).Plus(_bias), tensor(wanted).index_select(0, places));
    }

    public void Dispose()
    {
        _weights.Dispose();
        _bias.Dispose();
    }

    private Tensor Read(Decoder decoder, Tensor x, Tensor places)
    {
        var norm = decoder.Weights.FinalNorm!;
        var states = x.reshape(-1, AtlasShape.Atlas.Width).index_select(0, places);
        return functional.layer_norm(states, [AtlasShape.Atlas.Width], norm.Gain, norm.Bias, decoder.Config.NormEpsilon).matmul(_weights).Plus(_bias);
    }

    private static Tensor Places<T>(T[] values, Func<T, bool> isAsked) =>
        tensor([.. values.Index().Where(value => isAsked(value.Item)).Select(value => (long)value.Index)], ScalarType.Int64);
}
