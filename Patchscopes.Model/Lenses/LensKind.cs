namespace Patchscopes.Model.Lenses;

/// <summary>How a hidden state is turned into words.</summary>
public enum LensKind
{
    /// <summary>The final norm and the unembedding read the state at once (nostalgebraist 2020); a Patchscope into the last layer.</summary>
    LogitLens,

    /// <summary>The state goes into a list of repetitions, at its last token after the same block, and the model reads it from there.</summary>
    TokenIdentity,
}
