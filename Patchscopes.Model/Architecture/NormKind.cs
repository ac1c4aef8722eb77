namespace Patchscopes.Model.Architecture;

/// <summary>What a norm does to a vector before its gain.</summary>
public enum NormKind
{
    /// <summary>Subtracts the mean and divides by the standard deviation; has a bias (Ba et al. 2016).</summary>
    Layer,

    /// <summary>Divides by the root of the mean square; no mean, no bias (Zhang and Sennrich 2019).</summary>
    RootMeanSquare,
}

/// <summary>Where the norms of a block stand.</summary>
public enum NormPlacement
{
    /// <summary>x + f(N(x)): before each sub-layer.</summary>
    Before,

    /// <summary>x + N(f(x)): after each sub-layer, on what it writes.</summary>
    AfterWrite,

    /// <summary>x + N′(f(N(x))): before each sub-layer and on what it writes.</summary>
    Around,

    /// <summary>N(x + f(x)): after the sum, as in the first transformer; the residual stream itself is normed.</summary>
    AfterSum,
}

/// <summary>Norms on queries and keys, before rotation.</summary>
public enum HeadNorm
{
    /// <summary>None.</summary>
    None,

    /// <summary>Over the dimensions of each head, with one gain for all heads.</summary>
    EachHead,

    /// <summary>Over the dimensions of all heads at once.</summary>
    AllHeads,
}
