namespace Patchscopes.Model.Lenses;

/// <summary>How a hidden state is turned into words.</summary>
public enum LensKind
{
    /// <summary>The final norm and the unembedding read the state at once (nostalgebraist 2020); a Patchscope into the last layer.</summary>
    LogitLens,

    /// <summary>The state goes into a list of repetitions, at its last token after the same block, and the model reads it from there.</summary>
    TokenIdentity,

    /// <summary>
    /// An affine map, fitted by least squares to what the last block makes of a state, before the final norm and the
    /// unembedding: the "tuned lens" that the Patchscopes paper compares itself with (§4.1), not the one trained by KL divergence.
    /// </summary>
    Affine,
}
