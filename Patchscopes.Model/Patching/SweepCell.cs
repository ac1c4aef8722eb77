using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Patching;

/// <summary>A token and the probability that the model gives it as the next one.</summary>
/// <param name="Token">The token id.</param>
/// <param name="Probability">Its probability in the patched run, 0 … 1.</param>
public readonly record struct TokenProbability(int Token, float Probability);

/// <summary>
/// What the target run says at the read-out position after the hidden state of <paramref name="Source"/> was put in
/// place of the target's at <paramref name="Target"/>.
/// </summary>
/// <param name="Source">ℓ, the layer whose state is read.</param>
/// <param name="Target">ℓ*, the layer at which it replaces the target's state.</param>
/// <param name="Top">The most probable next tokens, falling.</param>
public sealed record SweepCell(Layer Source, Layer Target, IReadOnlyList<TokenProbability> Top)
{
    /// <summary>Of the whole distribution, in nats.</summary>
    public required double Entropy { get; init; }

    /// <summary>The probability of the first of <see cref="Top"/> in the target's own run, without a patch, 0 … 1.</summary>
    public required double UsualProbability { get; init; }

    /// <summary>How each of the plan's answers stands.</summary>
    public required IReadOnlyList<AnswerReading> Answers { get; init; }
}

/// <summary>How likely a text is as what comes next.</summary>
/// <param name="Probability">0 … 1; of several tokens the product of theirs, each after those before it.</param>
/// <param name="Rank">1 for the most probable next token; null for an answer of several tokens, which has none.</param>
public readonly record struct AnswerReading(double Probability, int? Rank);

/// <summary>What the target run says without a patch.</summary>
/// <param name="Top">The most probable next tokens, falling.</param>
/// <param name="Entropy">Of the whole distribution, in nats.</param>
/// <param name="Answers">How each of the plan's answers stands.</param>
public sealed record UnpatchedReading(IReadOnlyList<TokenProbability> Top, double Entropy, IReadOnlyList<AnswerReading> Answers);

/// <summary>All cells of one target layer, in the order of the plan's source layers.</summary>
/// <param name="Target">ℓ*.</param>
/// <param name="Cells">One cell per source layer.</param>
public sealed record SweepColumn(Layer Target, IReadOnlyList<SweepCell> Cells);

/// <summary>What the model writes in a cell.</summary>
/// <param name="Source">ℓ.</param>
/// <param name="Target">ℓ*.</param>
/// <param name="Tokens">Greedy continuation of the target prompt with the patch, which acts in the prompt pass only.</param>
public sealed record WrittenCell(Layer Source, Layer Target, IReadOnlyList<int> Tokens);
