using Patchscopes.Model.Stages;

namespace Patchscopes.Tools.Verify.Stages;

/// <summary>What the stages of a relation's questions are.</summary>
internal sealed record RelationStages
{
    /// <summary>The relation's key.</summary>
    public required string Relation { get; init; }

    /// <summary>One-shot questions.</summary>
    public required DatasetSummary Questions { get; init; }

    /// <summary>The same with the true facts in front.</summary>
    public required DatasetSummary TrueTwins { get; init; }

    /// <summary>The same with other rows' answers in front.</summary>
    public required DatasetSummary FalseTwins { get; init; }

    /// <summary>Correctly answered questions with an application layer, of which the feed-forward writes were removed.</summary>
    public required int Removals { get; init; }

    /// <summary>How many of them lost their answer to a range of one block, of two, of three.</summary>
    public required IReadOnlyList<int> ChangedBySize { get; init; }

    /// <summary>How many said the argument then.</summary>
    public required int BackToArgument { get; init; }
}
