namespace Patchscopes.Model.Training.Corpus;

/// <summary>What a piece of a document is, which decides its label.</summary>
internal enum SegmentKind
{
    /// <summary>Text that is no answer.</summary>
    Plain,

    /// <summary>A true answer.</summary>
    Answer,

    /// <summary>An answer that is not to be learnt: a false one, or one that nothing before it determines.</summary>
    Unlearnt,

    /// <summary>An answer that stands in the context, true or false, and is to be taken from there.</summary>
    Held,

    /// <summary>The right side of an identity list.</summary>
    Identity,
}

/// <summary>A piece of a document.</summary>
/// <param name="Text">The text, with its leading space if it has one.</param>
/// <param name="Kind">What the piece is.</param>
/// <param name="Subject">Of an answer: the argument.</param>
/// <param name="Relation">Of an answer: the key of the relation.</param>
/// <param name="InList">Of an answer: whether only the rows before it show which relation is meant.</param>
internal readonly record struct Segment(
    string Text, SegmentKind Kind = SegmentKind.Plain, string? Subject = null, string? Relation = null, bool InList = false);

/// <summary>One row of a list or a question: relation, argument, answer and whether the answer is to be learnt.</summary>
internal readonly record struct Item(string Relation, string Subject, string Answer, SegmentKind Kind);
