namespace Patchscopes.Web.State.Views;

/// <summary>What the cells of a map show.</summary>
public enum MapView
{
    /// <summary>The most probable next token, coloured by its probability.</summary>
    TopToken,

    /// <summary>The probability of an answer.</summary>
    Probability,

    /// <summary>The rank of an answer among all tokens.</summary>
    Rank,

    /// <summary>How much more probable the patch makes an answer, or each cell's own top token.</summary>
    Change,

    /// <summary>The entropy of the whole distribution.</summary>
    Entropy,

    /// <summary>Whether an answer stands in what the model goes on to write.</summary>
    Success,
}

/// <summary>The colours of a map.</summary>
public enum MapScale
{
    /// <summary>From near the card's colour to blue.</summary>
    Blue,

    /// <summary>Perceptually even, and the same to the colour-blind.</summary>
    Cividis,

    /// <summary>Without colour.</summary>
    Grey,
}

/// <summary>How the cells are laid out.</summary>
public enum MapForm
{
    /// <summary>As a heat map.</summary>
    Map,

    /// <summary>As a table.</summary>
    Table,

    /// <summary>As a list of the cells with ℓ* = ℓ, as the papers print it.</summary>
    Diagonal,
}
