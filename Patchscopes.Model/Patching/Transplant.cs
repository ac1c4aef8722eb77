using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Patching;

/// <summary>A position in a block of another prompt's plain run.</summary>
/// <param name="Tokens">The prompt's token ids.</param>
/// <param name="Position">The position, from 0.</param>
/// <param name="Layer">The block, or the embedding output.</param>
public sealed record VectorOrigin(IReadOnlyList<int> Tokens, int Position, Layer Layer);

/// <summary>
/// Puts the vector that another prompt's plain run has at the same site into this run. With a feed-forward write as the
/// site this is the o-vector of Merullo et al. (arXiv 2305.16130 §4).
/// </summary>
public sealed record Transplant : Intervention
{
    /// <summary>The block that it is put into, or the embedding output (then the site must be <see cref="PatchSite.Residual"/>).</summary>
    public required Layer Layer { get; init; }

    /// <summary>Where in the block, here and in the run that it is taken from.</summary>
    public required PatchSite Site { get; init; }

    /// <summary>Absolute positions; null: every position of the prompt.</summary>
    public IReadOnlyList<int>? Positions { get; init; }

    /// <summary>Where it is taken from.</summary>
    public required VectorOrigin From { get; init; }

    /// <summary>Whether it is added to what is there; otherwise it replaces that.</summary>
    public bool IsAdded { get; init; }

    /// <summary>The same with the vector, [d], at hand.</summary>
    internal StateIntervention With(ReadOnlyMemory<float> vector) => new()
    {
        Layer = Layer,
        Site = Site,
        Positions = Positions,
        Edit = IsAdded ? new StateEdit.Add(vector) : new StateEdit.Replace(vector),
    };
}
