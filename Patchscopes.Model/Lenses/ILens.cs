using Patchscopes.Model.Architecture;
using static TorchSharp.torch;

namespace Patchscopes.Model.Lenses;

/// <summary>Reads hidden states in the vocabulary.</summary>
internal interface ILens
{
    /// <summary>
    /// Logits of states [n, d], [n, V]; state i is read as one after block <c>layers[i]</c>, and layers do not fall.
    /// Call inside a dispose scope and without gradients.
    /// </summary>
    Tensor Logits(Tensor states, IReadOnlyList<Layer> layers, CancellationToken cancellationToken);
}
