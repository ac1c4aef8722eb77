using System.Globalization;
using Patchscopes.Model.Patching;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;

namespace Patchscopes.Web.Components.Controls.Advanced;

/// <summary>What of a tuple is not as usual, in words.</summary>
internal static class TupleWords
{
    /// <summary>One part for each thing that is not as usual.</summary>
    /// <param name="tuple">The request.</param>
    /// <param name="source">Its source layers as a range, or null where they are none.</param>
    /// <param name="target">Its target layers.</param>
    public static IEnumerable<string> Parts(SweepRequest tuple, LayerRange? source, LayerRange? target)
    {
        if (tuple.SourceModel is { } model)
            yield return $"states of {model}";
        if (tuple.Site is not PatchSite.Residual)
            yield return Site(tuple.Site);
        if (Mapping(tuple.Mapping) is { } mapping)
            yield return mapping;
        if (tuple.AlsoPatched is { Count: > 0 } also)
            yield return string.Create(CultureInfo.InvariantCulture, $"{also.Count + 1} tokens patched");
        if (tuple.SourceLayers is not null)
            yield return "source " + Layers(source, tuple.SourceLayers.Count);
        if (tuple.TargetLayers is not null)
            yield return "target " + Layers(target, tuple.TargetLayers.Count);
        if (tuple.TopK != SweepRequest.DefaultTopK)
            yield return string.Create(CultureInfo.InvariantCulture, $"{tuple.TopK} {(tuple.TopK == 1 ? "token" : "tokens")} in a cell");
        if (tuple.NewTokens > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{tuple.NewTokens} tokens written for {(tuple.Writes is WrittenCells.All ? "every cell" : "cells with ℓ* = ℓ")}");
    }

    /// <summary>A site, in words.</summary>
    public static string Site(PatchSite site) => site switch
    {
        PatchSite.AttentionWrite => "what attention adds",
        PatchSite.Mid => "between attention and MLP",
        PatchSite.FeedForwardWrite => "what the MLP adds",
        _ => "residual stream",
    };

    private static string? Mapping(MappingRequest mapping) => mapping.Kind switch
    {
        MappingKind.Scale => string.Create(CultureInfo.InvariantCulture, $"scaled by {mapping.Factor:0.###}"),
        MappingKind.Affine => "through a fitted affine map",
        MappingKind.Mean => "the mean state instead",
        MappingKind.Zero => "zeros instead",
        _ => null,
    };

    private static string Layers(LayerRange? range, int count) => range is { } layers
        ? string.Create(CultureInfo.InvariantCulture, $"{(layers.From == layers.To && !layers.Embedding ? "layer" : "layers")} {(layers.Embedding ? "emb, " : "")}{(layers.From == layers.To ? $"{layers.From}" : $"{layers.From}–{layers.To}")}{(layers.Step > 1 ? $" by {layers.Step}" : "")}")
        : string.Create(CultureInfo.InvariantCulture, $"layers: {count} chosen");
}
