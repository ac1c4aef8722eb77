namespace Patchscopes.Model.Training.Corpus;

/// <summary>
/// What one training step reads: R rows of T tokens, row after row. A label belongs to the token before it, so entry t
/// of the labels, kinds and flags speaks of token t + 1.
/// </summary>
internal sealed record TrainingBatch
{
    public required int Rows { get; init; }

    public required int Length { get; init; }

    /// <summary>Token ids, [R · T].</summary>
    public required long[] Ids { get; init; }

    /// <summary>Positions, [R · T].</summary>
    public required long[] Positions { get; init; }

    /// <summary>Tokens of a row see each other only within a group, [R · T].</summary>
    public required long[] Groups { get; init; }

    /// <summary>The places (row · T + token) whose next token is learnt.</summary>
    public required long[] Selected { get; init; }

    /// <summary>The label at each selected place.</summary>
    public required long[] Labels { get; init; }

    /// <summary>1 or 0 where the answer that follows is held by the context or not, −1 elsewhere, [R · T].</summary>
    public required float[] HeldFlags { get; init; }

    /// <summary>
    /// For each kind of hint of the phase (<see cref="BatchWriter.HintsOf"/>) 1 where a token (second last axis) should
    /// attend to (last axis), [kinds · R · T · T].
    /// </summary>
    public required float[] Hints { get; init; }

    /// <summary>In lists, the class of the relation at the answers shown, −1 elsewhere, [R · T].</summary>
    public required long[] Shown { get; init; }

    /// <summary>In lists, the class of the relation where an answer is asked for, −1 elsewhere, [R · T].</summary>
    public required long[] Asked { get; init; }

    /// <summary>For each trained lower block and row whether its feed-forward layer is kept, [6 · R]; empty outside the copying phase.</summary>
    public required float[] Kept { get; init; }
}
