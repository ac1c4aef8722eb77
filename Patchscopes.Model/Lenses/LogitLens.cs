using Patchscopes.Model.Architecture;
using static TorchSharp.torch;

namespace Patchscopes.Model.Lenses;

/// <summary>The final norm and the unembedding: what the model would say if the state were its last one.</summary>
internal sealed class LogitLens(Decoder decoder) : ILens
{
    public Tensor Logits(Tensor states, IReadOnlyList<Layer> layers, CancellationToken cancellationToken) => decoder.Unembed(states);
}
