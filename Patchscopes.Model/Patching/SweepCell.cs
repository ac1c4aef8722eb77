using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Patching;

/// <summary>A token and the probability that the model gives it as the next one.</summary>
/// <param name="Token">The token id.</param>
/// <param name="Probability">Its probability in the patched run, 0 … 1.</param>
public readonly record struct TokenProbability(int Token, float Probability);

/// <summary>
/// What the target run says at the read-out position after the hidden state of <paramref name="Source"/> was put in
/// place of the target's at <paramref name="Target"/>.
/// </summary>
/// <param name="Source">ℓ, the layer whose state is read.</param>
/// <param name="Target">ℓ*, the layer at which it replaces the target's state.</param>
/// <param name="Top">The most probable next tokens, falling.</param>
public sealed record SweepCell(Layer Source, Layer Target, IReadOnlyList<TokenProbability> Top);

/// <summary>All cells of one target layer, in the order of the plan's source layers.</summary>
/// <param name="Target">ℓ*.</param>
/// <param name="Cells">One cell per source layer.</param>
public sealed record SweepColumn(Layer Target, IReadOnlyList<SweepCell> Cells);
