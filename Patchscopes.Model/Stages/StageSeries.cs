namespace Patchscopes.Model.Stages;

/// <summary>
/// What is known of one position over the layers: the input of <see cref="StageDetector"/>. Lists have one entry per
/// block, in order. Tokens are compared by id only.
/// </summary>
public sealed record StageSeries
{
    /// <summary>p_ℓ: the top token of the state after block ℓ.</summary>
    public required IReadOnlyList<int> Top { get; init; }

    /// <summary>m_ℓ: the top token between attention and feed-forward layer of block ℓ; null where unknown.</summary>
    public IReadOnlyList<int>? MidTop { get; init; }

    /// <summary>Probability of each p_ℓ; null where unknown.</summary>
    public IReadOnlyList<double>? TopProbability { get; init; }

    /// <summary>RR_x: reciprocal rank of the argument after each block, 0–1; null where unknown.</summary>
    public IReadOnlyList<double>? ArgumentRank { get; init; }

    /// <summary>RR_y: reciprocal rank of the answer after each block, 0–1; null where unknown.</summary>
    public IReadOnlyList<double>? AnswerRank { get; init; }

    /// <summary>A: every token that names the argument.</summary>
    public required IReadOnlySet<int> Argument { get; init; }

    /// <summary>y: the first token of the answer that was expected; null: whatever the model says in the end.</summary>
    public int? ExpectedAnswer { get; init; }

    /// <summary>Whether what the model says in the end stands in the prompt.</summary>
    public bool IsSaidInPrompt { get; init; }

    /// <summary>Saturation start by another lens, where there is one.</summary>
    public int? OtherLensSaturation { get; init; }

    /// <summary>ŷ: what the model says in the end.</summary>
    public int Said => Top[^1];
}
