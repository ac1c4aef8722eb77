using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Training;

/// <summary>The shape of the embedded model and which of its blocks learn what.</summary>
internal static class AtlasShape
{
    public const int Blocks = 12, Width = 192, Heads = 6, HeadSize = Width / Heads, FeedForwardWidth = 4 * Width, Context = 256;

    /// <summary>Blocks 0–5 bring the word asked for, or its answer, to the last position.</summary>
    public const int CopyingBlocks = 6;

    /// <summary>The first two blocks have no attention, so that a word's own state is not mixed with others before it is copied.</summary>
    public const int BlocksWithoutAttention = 2;

    /// <summary>The block that applies the relation.</summary>
    public const int RelationBlock = 8;

    /// <summary>The first of the blocks that learn lists; they reach to the last block.</summary>
    public const int FirstListBlock = 9;

    /// <summary>Blocks that a phase trains.</summary>
    public static IReadOnlyList<int> Trained(TrainingPhase phase) => phase switch
    {
        TrainingPhase.Copying => [.. Enumerable.Range(0, CopyingBlocks)],
        TrainingPhase.Relations => [RelationBlock],
        TrainingPhase.Lists => [.. Enumerable.Range(FirstListBlock, Blocks - FirstListBlock)],
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "A phase without blocks."),
    };

    /// <summary>Blocks that run in a phase before the trained ones, frozen. All others still write nothing.</summary>
    public static IReadOnlyList<int> Frozen(TrainingPhase phase) => phase switch
    {
        TrainingPhase.Copying => [],
        TrainingPhase.Relations => Trained(TrainingPhase.Copying),
        TrainingPhase.Lists => [.. Trained(TrainingPhase.Copying), RelationBlock],
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "A phase without blocks."),
    };

    public static DecoderConfig Config(int vocabulary) => new()
    {
        Blocks = Blocks,
        Width = Width,
        Heads = Heads,
        HeadSize = HeadSize,
        FeedForwardWidth = FeedForwardWidth,
        Vocabulary = vocabulary,
        Context = Context,
        NormEpsilon = 1e-5f,
        Activation = ActivationFunction.GeluTanh,
        EndToken = vocabulary - 1,
    };
}
