using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Patching.Mappings;

namespace Patchscopes.Model.Running;

/// <summary>What a model holds at positions of texts.</summary>
public sealed partial class LoadedModel
{
    /// <summary>The vectors of some layers at a site, at positions of texts.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="site">Where in the blocks.</param>
    /// <param name="layers">The layers.</param>
    /// <param name="cancellationToken">Polled between blocks.</param>
    /// <exception cref="ArgumentException">A text or a layer does not fit the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public TextStates ReadTexts(IReadOnlyList<TextPositions> texts, PatchSite site, IReadOnlyList<Layer> layers, CancellationToken cancellationToken)
    {
        foreach (var layer in layers)
        {
            RunChecks.IsLayer("source", layer, Config);
            RunChecks.Require(site is PatchSite.Residual || !layer.IsEmbedding, $"The embedding output has no {site} site.");
        }
        foreach (var text in texts.Where(text => text.Positions.Count > 0))
            RunChecks.Prompt("text", text.Tokens, Config);
        using var noGrad = Begin();
        return new TextStates(new TextRuns(Decoder, site, layers, cancellationToken).Read(texts), TextPositions.Origins(texts), Config.Width);
    }
}
