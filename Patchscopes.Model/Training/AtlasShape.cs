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

    /// <summary>Blocks that a phase trains.</summary>
    public static IReadOnlyList<int> Trained(TrainingPhase phase) => phase switch
    {
        TrainingPhase.Copying => [.. Enumerable.Range(0, CopyingBlocks)],
        TrainingPhase.Relations => [RelationBlock],
        TrainingPhase.Lists => [.. Trained(TrainingPhase.ListsTogether).Where(block => block != RelationBlock)],
        _ => [.. Enumerable.Range(CopyingBlocks, Blocks - CopyingBlocks)],
    };

    /// <summary>Blocks that run in a phase, in their order, trained or not. All others still write nothing.</summary>
    public static IReadOnlyList<int> Running(TrainingPhase phase) => phase switch
    {
        TrainingPhase.Copying => Trained(phase),
        TrainingPhase.Relations => [.. Trained(TrainingPhase.Copying), RelationBlock],
        _ => [.. Enumerable.Range(0, Blocks)],
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
        EndTokens = [vocabulary - 1],
    };
}
