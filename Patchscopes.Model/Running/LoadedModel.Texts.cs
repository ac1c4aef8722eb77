using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Patching.Mappings;
using static TorchSharp.torch;

namespace Patchscopes.Model.Running;

/// <summary>What a model holds at positions of texts.</summary>
public sealed partial class LoadedModel
{
    /// <summary>The vectors of some layers at a site, at positions of texts.</summary>
    /// <param name="texts">The texts; each is run by itself.</param>
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
        using var noGrad = Begin();
        var vectors = layers.ToDictionary(layer => layer, _ => new List<float>());
        var origins = new List<int>();
        foreach (var (at, text) in texts.Index())
        {
            if (text.Positions.Count == 0)
                continue;
            RunChecks.Prompt("text", text.Tokens, Config);
            using var scope = NewDisposeScope();
            using var capture = new Capture { ResidualOnly = site is PatchSite.Residual };
            new ForwardPass(Decoder, [], text.Tokens.Count, cancellationToken).Run(text.Tokens, 0, null, capture);
            var rows = tensor(text.Positions.Select(position => (long)position).ToArray(), device: Decoder.Device);
            foreach (var layer in layers)
                vectors[layer].AddRange(capture.At(site, layer)[0].index_select(0, rows).ToFloats());
            origins.AddRange(Enumerable.Repeat(at, text.Positions.Count));
        }
        return new TextStates(vectors.ToDictionary(layer => layer.Key, layer => layer.Value.ToArray()), origins, Config.Width);
    }
}
