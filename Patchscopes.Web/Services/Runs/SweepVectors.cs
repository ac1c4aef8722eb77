using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Patching.Mappings;

namespace Patchscopes.Web.Services.Runs;

/// <summary>What a map puts in: the source's vectors, mapped. Keeps the last fits and means; only for the inference thread.</summary>
internal sealed class SweepVectors
{
    private const int MostFits = 3;

    private readonly LinkedList<(string Key, AffineMaps Maps)> _fits = [];
    private readonly Dictionary<(string Model, PatchSite Site), Dictionary<Layer, float[]>> _means = [];

    /// <summary>The vectors of a map, one per source layer, and the affine maps that they went through.</summary>
    public (PatchVectors Vectors, AffineMaps? Maps) Of(CheckedSweep sweep, CancellationToken cancellationToken)
    {
        var maps = sweep.FitTexts is { } texts ? MapsOf(sweep, texts, cancellationToken) : null;
        return (Mapped(sweep, maps, Read(sweep, cancellationToken), sweep.Plan.SourceLayers), maps);
    }

    /// <summary>
    /// The mean vector of the plan's first source layer over the built-in texts, mapped as the source's own is; null where
    /// the source's model has no position to take it over.
    /// </summary>
    public PatchVectors? MeanOf(CheckedSweep sweep, CancellationToken cancellationToken)
    {
        var layers = sweep.Plan.SourceLayers.Take(1).ToList();
        var maps = sweep.FitTexts is { } texts ? MapsOf(sweep, texts, cancellationToken) : null;
        return Means(sweep, layers, cancellationToken) is { } means ? Mapped(sweep, maps, means, layers) : null;
    }

    private PatchVectors Read(CheckedSweep sweep, CancellationToken cancellationToken) => sweep.Mapping.Kind switch
    {
        MappingKind.Zero => PatchVectors.Zeros(sweep.Plan.SourceLayers.Count, sweep.SourceModel.Description.Width),
        MappingKind.Mean => Means(sweep, sweep.Plan.SourceLayers, cancellationToken) ?? throw new InvalidOperationException("A mean was asked for that the checks refuse."),
        _ => sweep.SourceModel.ReadVectors(sweep.Plan, cancellationToken),
    };

    private static PatchVectors Mapped(CheckedSweep sweep, AffineMaps? maps, PatchVectors vectors, IReadOnlyList<Layer> sources) =>
        maps is not null ? maps.Apply(vectors, sources)
        : sweep.Mapping.Kind is MappingKind.Scale ? vectors.Scaled(sweep.Mapping.Factor)
        : vectors;

    private PatchVectors? Means(CheckedSweep sweep, IReadOnlyList<Layer> layers, CancellationToken cancellationToken)
    {
        var (model, site) = (sweep.SourceModel, sweep.Plan.Site);
        var key = (model.Description.Hash, site);
        if (!_means.TryGetValue(key, out var means))
        {
            IReadOnlyList<Layer> all = [.. site is PatchSite.Residual ? [Layer.Embedding] : Array.Empty<Layer>(), .. Layer.Blocks(model.Description.Blocks)];
            var states = model.ReadTexts(TextPositions.Of(MappingChecks.Encoder(model), BuiltInTexts.ForMeans), site, all, cancellationToken);
            _means[key] = means = states.Texts.Count == 0 ? [] : all.ToDictionary(layer => layer, states.Mean);
        }
        return means.Count == 0 ? null : PatchVectors.Everywhere([.. layers.Select(layer => (ReadOnlyMemory<float>)means[layer])]);
    }

    private AffineMaps MapsOf(CheckedSweep sweep, FitTexts texts, CancellationToken cancellationToken)
    {
        var key = $"{sweep.Plan.Site}|{texts.Key}";
        var known = _fits.FirstOrDefault(fit => fit.Key == key && sweep.Plan.SourceLayers.All(from => sweep.Plan.TargetLayers.All(to => fit.Maps.Maps.ContainsKey((from, to)))));
        if (known.Maps is not null)
            return known.Maps;
        var source = sweep.SourceModel.ReadTexts(texts.Source, sweep.Plan.Site, sweep.Plan.SourceLayers, cancellationToken);
        var target = sweep.Model.ReadTexts(texts.Target, sweep.Plan.Site, sweep.Plan.TargetLayers, cancellationToken);
        var maps = AffineFit.Fit(source, target, AffineFit.Ridge, cancellationToken);
        _fits.AddFirst((key, maps));
        while (_fits.Count > MostFits)
            _fits.RemoveLast();
        return maps;
    }
}
