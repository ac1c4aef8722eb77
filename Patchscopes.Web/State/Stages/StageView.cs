using Patchscopes.Web.Services.Stages;

namespace Patchscopes.Web.State.Stages;

/// <summary>One of the two traces that are compared.</summary>
public enum LaneKey
{
    /// <summary>The question as it was asked.</summary>
    Question,

    /// <summary>The same with its facts in front.</summary>
    Twin,
}

/// <summary>Which state of each block a lane shows.</summary>
public enum ShownState
{
    /// <summary>After the whole block.</summary>
    AfterBlock,

    /// <summary>Between attention and feed-forward layer.</summary>
    AfterAttention,
}

/// <summary>All that a link to the stages says: the trace, and what of it is looked at.</summary>
public sealed record StageView
{
    /// <summary>The question's trace, without interventions.</summary>
    public required TraceRequest Request { get; init; }

    /// <summary>The task whose prompt this is, by its key; null for a question of one's own.</summary>
    public string? Task { get; init; }

    /// <summary>The block at the play head; null until it was moved.</summary>
    public int? Block { get; init; }

    /// <summary>The lane whose blocks are explained.</summary>
    public LaneKey Lane { get; init; }

    /// <summary>Which state of each block the lanes show.</summary>
    public ShownState Shown { get; init; }

    /// <summary>What is done to the run in the third lane; null without one.</summary>
    public StageProof? Without { get; init; }
}

/// <summary>What was read from an address.</summary>
/// <param name="View">The view; fields that were missing or bad have their default.</param>
/// <param name="Problems">The fields that could not be read.</param>
public sealed record StageLink(StageView View, IReadOnlyList<FieldProblem> Problems);
