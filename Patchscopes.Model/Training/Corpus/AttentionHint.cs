namespace Patchscopes.Model.Training.Corpus;

/// <summary>Which attention pattern a hint asks for.</summary>
internal enum Hint
{
    /// <summary>From an answer's first token to its subject.</summary>
    AnswerToSubject,

    /// <summary>From each token to the one before it.</summary>
    Previous,

    /// <summary>From the token before an answer to the subject asked for.</summary>
    AskingToSubject,

    /// <summary>From the token before an answer to the document's first token: the context does not hold the answer.</summary>
    AskingToFirst,

    /// <summary>From the token before an answer to that answer in the context.</summary>
    AskingToHeld,

    /// <summary>In a list, from the token before an answer to the answers shown earlier.</summary>
    AskingToShown,
}

/// <summary>The token at <paramref name="From"/> should attend to the tokens from <paramref name="Start"/> up to <paramref name="End"/>.</summary>
internal readonly record struct AttentionHint(Hint Kind, int From, int Start, int End);
