using Patchscopes.Model.Architecture;
using Patchscopes.Model.Training.Optimisation;

namespace Patchscopes.Model.Training;

/// <summary>The shape of an embedded model, and how it is trained.</summary>
/// <param name="Name">The name under which it is listed.</param>
/// <param name="Blocks">Number of blocks, L.</param>
/// <param name="Width">Dimension of the residual stream.</param>
/// <param name="Heads">Attention heads per block.</param>
/// <param name="Phases">What it learns, one after the other.</param>
internal sealed record AtlasShape(string Name, int Blocks, int Width, int Heads, IReadOnlyList<PhaseSchedule> Phases)
{
    public const int Context = 256;

    /// <summary>Blocks 0–5 of Atlas bring the word asked for, or its answer, to the last position.</summary>
    public const int CopyingBlocks = 6;

    /// <summary>The block of Atlas that applies the relation.</summary>
    public const int RelationBlock = 8;

    /// <summary>The model of the first visit, in whose blocks the papers' stages were trained.</summary>
    public static AtlasShape Atlas { get; } = new("atlas", 12, 192, 6, PhaseSchedule.Staged) { BlocksWithoutAttention = 2 };

    /// <summary>
    /// A smaller model of the same vocabulary, trained plainly, to compare with. It takes its words from Atlas: two models
    /// whose words are random directions have no linear map between them that holds for words it was not fitted to.
    /// </summary>
    public static AtlasShape Small { get; } = new("atlas-small", 6, 128, 4, PhaseSchedule.AtOnce) { WordsOf = "atlas" };

    /// <summary>Every embedded model.</summary>
    public static IReadOnlyList<AtlasShape> All { get; } = [Atlas, Small];

    public int HeadSize => Width / Heads;

    public int FeedForwardWidth => 4 * Width;

    /// <summary>The embedded model whose token embeddings, along their main directions, are this one's and stay as they are; null: it learns its own.</summary>
    public string? WordsOf { get; init; }

    /// <summary>The first blocks of Atlas have no attention, so that a word's own state is not mixed with others before it is copied.</summary>
    public int BlocksWithoutAttention { get; init; }

    /// <summary>Blocks that a phase trains.</summary>
    public IReadOnlyList<int> Trained(TrainingPhase phase) => phase switch
    {
        TrainingPhase.Copying => [.. Enumerable.Range(0, CopyingBlocks)],
        TrainingPhase.Relations => [RelationBlock],
        TrainingPhase.Lists => [.. Trained(TrainingPhase.ListsTogether).Where(block => block != RelationBlock)],
        TrainingPhase.AtOnce => [.. Enumerable.Range(0, Blocks)],
        _ => [.. Enumerable.Range(CopyingBlocks, Blocks - CopyingBlocks)],
    };

    /// <summary>Blocks that run in a phase, in their order, trained or not. All others still write nothing.</summary>
    public IReadOnlyList<int> Running(TrainingPhase phase) => phase switch
    {
        TrainingPhase.Copying => Trained(phase),
        TrainingPhase.Relations => [.. Trained(TrainingPhase.Copying), RelationBlock],
        _ => [.. Enumerable.Range(0, Blocks)],
    };

    public DecoderConfig Config(int vocabulary) => new()
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
