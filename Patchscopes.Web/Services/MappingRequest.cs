using Patchscopes.Model.Patching.Mappings;

namespace Patchscopes.Web.Services;

/// <summary>What is done to a vector before it is put in.</summary>
public enum MappingKind
{
    /// <summary>Nothing.</summary>
    Identity,

    /// <summary>It is multiplied by a number.</summary>
    Scale,

    /// <summary>An affine map, fitted by ridge regression to what source and target layer hold at the same positions of a list of texts.</summary>
    Affine,

    /// <summary>The mean vector of the source layer over the built-in texts stands in for it: a control.</summary>
    Mean,

    /// <summary>Zeros stand in for it: a control.</summary>
    Zero,
}

/// <summary>f of a request.</summary>
/// <param name="Kind">Which.</param>
public sealed record MappingRequest(MappingKind Kind)
{
    /// <summary>The vector as it is.</summary>
    public static MappingRequest Identity { get; } = new(MappingKind.Identity);

    /// <summary>What <see cref="MappingKind.Scale"/> multiplies by.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>At which positions of the texts <see cref="MappingKind.Affine"/> is fitted.</summary>
    public FitPlaces FitAt { get; init; }

    /// <summary>The texts that <see cref="MappingKind.Affine"/> is fitted to, one a line; null: the built-in ones.</summary>
    public string? Texts { get; init; }
}

/// <summary>The cells that texts are written for.</summary>
public enum WrittenCells
{
    /// <summary>Every one.</summary>
    All,

    /// <summary>Those with ℓ* = ℓ, which the Patchscopes paper prints.</summary>
    Diagonal,
}
