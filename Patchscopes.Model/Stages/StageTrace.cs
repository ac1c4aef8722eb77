using Patchscopes.Model.Patching;

namespace Patchscopes.Model.Stages;

/// <summary>How a token stands in what a state says.</summary>
/// <param name="Id">The token.</param>
/// <param name="Probability">Its probability, 0–1.</param>
/// <param name="Rank">1 for the most probable token.</param>
public readonly record struct TokenStanding(int Id, double Probability, int Rank)
{
    /// <summary>1/rank, 0–1.</summary>
    public double ReciprocalRank => 1.0 / Rank;
}

/// <summary>What a state says through the chosen lens.</summary>
/// <param name="Top">The most probable tokens, falling.</param>
/// <param name="Argument">How the argument stands; null where none is known.</param>
/// <param name="Answer">How the answer stands.</param>
/// <param name="Entropy">Of the whole distribution, in nats.</param>
/// <param name="CosineWithFinal">Cosine between the state and the one after the last block, both before the final norm.</param>
public sealed record StateReading(
    IReadOnlyList<TokenProbability> Top, TokenStanding? Argument, TokenStanding Answer, double Entropy, double CosineWithFinal);

/// <summary>Euclidean lengths in one block at the traced position.</summary>
/// <param name="Before">Of the residual stream that arrives.</param>
/// <param name="AttentionWrite">Of what attention adds.</param>
/// <param name="FeedForwardWrite">Of what the feed-forward layer adds.</param>
/// <param name="After">Of the residual stream that leaves.</param>
public readonly record struct BlockNorms(double Before, double AttentionWrite, double FeedForwardWrite, double After);

/// <summary>One block of a trace.</summary>
/// <param name="Block">The block, from 0.</param>
/// <param name="AfterAttention">The state between attention and feed-forward layer; in a parallel block the block's input plus attention's write.</param>
/// <param name="AfterFeedForward">The state after the block.</param>
/// <param name="Norms">What arrives, what is written, what leaves.</param>
public sealed record TracedBlock(int Block, StateReading AfterAttention, StateReading AfterFeedForward, BlockNorms Norms);

/// <summary>A position over the layers, and what it amounts to.</summary>
/// <param name="Blocks">One per block, in order.</param>
/// <param name="Argument">The argument that was followed, given or found; null where none was.</param>
/// <param name="Answer">The answer that was followed, given or said.</param>
/// <param name="Said">The token that the model says in the end.</param>
/// <param name="Verdict">The stages.</param>
public sealed record StageTrace(IReadOnlyList<TracedBlock> Blocks, StageWord? Argument, StageWord Answer, int Said, StageVerdict Verdict)
{
    /// <summary>The word that <see cref="Said"/> is or begins, as the model greedily goes on, with the space before it; null where the answer was given, the run is changed, or nobody asked.</summary>
    public string? SaidWord { get; init; }
}
