using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;

namespace Patchscopes.Model.Lenses;

/// <summary>What a lens reads in a prompt's states: for each layer, and in it for each position, the most probable tokens.</summary>
/// <param name="Layers">The layers, ascending.</param>
/// <param name="Cells">[layers][positions], each falling.</param>
public sealed record LensReading(IReadOnlyList<Layer> Layers, IReadOnlyList<IReadOnlyList<IReadOnlyList<TokenProbability>>> Cells);
