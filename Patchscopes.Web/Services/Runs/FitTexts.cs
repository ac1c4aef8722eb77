using Patchscopes.Model.Patching.Mappings;

namespace Patchscopes.Web.Services.Runs;

/// <summary>Texts that an affine map is fitted to, as both models read them.</summary>
/// <param name="Source">As M reads them.</param>
/// <param name="Target">As M* does, at the same places of the same texts.</param>
/// <param name="Key">Tells the texts and the models from others.</param>
internal sealed record FitTexts(IReadOnlyList<TextPositions> Source, IReadOnlyList<TextPositions> Target, string Key);
