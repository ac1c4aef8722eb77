namespace Patchscopes.Model.Training.Corpus;

/// <summary>How a label counts.</summary>
internal enum LabelKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Plain text: a random choice of these labels is learnt.</summary>
    Plain,

    /// <summary>An answer: always learnt.</summary>
    Answer,
}
