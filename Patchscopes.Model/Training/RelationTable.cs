namespace Patchscopes.Model.Training;

/// <summary>
/// One relation that the embedded model knows: its rows, and the sentences that state it and ask for it. In a sentence
/// form <c>{s}</c> stands for the subject and <c>{o}</c> for the answer with its leading space.
/// </summary>
public sealed record RelationTable
{
    /// <summary>Names the relation uniquely: its noun, with the kind of subject where several relations share a noun.</summary>
    public required string Key { get; init; }

    /// <summary>The noun R of "The R of X is", for example "past tense".</summary>
    public required string Noun { get; init; }

    /// <summary>Every row; a subject occurs once.</summary>
    public required IReadOnlyList<Fact> Facts { get; init; }

    /// <summary>Sentences that state a fact, each with <c>{s}</c> and <c>{o}</c>; the first is "The R of {s} is{o}.".</summary>
    public required IReadOnlyList<string> Statements { get; init; }

    /// <summary>Questions, each with <c>{s}</c>; the first is "What is the R of {s}?".</summary>
    public required IReadOnlyList<string> Questions { get; init; }

    /// <summary>How often the relation is drawn for a document, relative to the others.</summary>
    public required double Weight { get; init; }

    /// <summary>
    /// Whether a row's answer is the same word as the same subject's answer in a sister relation (language and person:
    /// "German"), so that the row cannot show which of the two a list asks for.
    /// </summary>
    public Func<Fact, bool> IsAmbiguous { get; init; } = static _ => false;

    /// <summary>"Q: What is the R of X?\nA:" — the answer follows with a leading space.</summary>
    public string Question(string subject) => $"Q: What is the {Noun} of {subject}?\nA:";

    /// <summary>"The R of X is" — the answer follows with a leading space.</summary>
    public string Statement(string subject) => $"The {Noun} of {subject} is";
}
