using Patchscopes.Model.Architecture;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Patching.Mappings;
using Patchscopes.Model.Running;
using Patchscopes.Model.Stages;
using Patchscopes.Model.Tokens;

namespace Patchscopes.Web.Services.Inference;

/// <summary>
/// A model whose weights may be freed between two jobs, and are then read again by the next one that needs them. Jobs hold
/// this, so one that waits never holds freed weights; tokens and description stay throughout.
/// </summary>
internal sealed class ShelvedModel(string name, ModelFacts facts, ILoadedModel first, ModelMemory memory) : ILoadedModel
{
    private readonly IModelWords _words = first;
    private volatile ILoadedModel? _weights = first;

    /// <summary>The name it is listed under.</summary>
    public string Name => name;

    /// <summary>Memory that its weights take, in bytes.</summary>
    public long Bytes => facts.MemoryBytes ?? 0;

    /// <summary>Of the files that it was read from.</summary>
    public string Stamp => facts.Stamp;

    /// <summary>Whether its weights are in memory.</summary>
    public bool IsAwake => _weights is not null;

    public ModelDescription Description => _words.Description;

    public IReadOnlyList<Token> Encode(string text) => _words.Encode(text);

    public IReadOnlyList<Token> EncodeContinuation(string text) => _words.EncodeContinuation(text);

    public IReadOnlyList<Token> EncodeChat(string message) => _words.EncodeChat(message);

    public Token Describe(int id) => _words.Describe(id);

    public StageWord ArgumentWord(string text) => _words.ArgumentWord(text);

    public StageWord AnswerWord(string text) => _words.AnswerWord(text);

    public UnpatchedReading ReadUnpatched(SweepPlan plan, CancellationToken cancellationToken) =>
        Weights(cancellationToken).ReadUnpatched(plan, cancellationToken);

    public PatchVectors ReadVectors(SweepPlan plan, CancellationToken cancellationToken) => Weights(cancellationToken).ReadVectors(plan, cancellationToken);

    public TextStates ReadTexts(IReadOnlyList<TextPositions> texts, PatchSite site, IReadOnlyList<Layer> layers, CancellationToken cancellationToken) =>
        Weights(cancellationToken).ReadTexts(texts, site, layers, cancellationToken);

    public void Sweep(SweepPlan plan, PatchVectors vectors, Action<SweepColumn> onColumn, CancellationToken cancellationToken) =>
        Weights(cancellationToken).Sweep(plan, vectors, onColumn, cancellationToken);

    public IReadOnlyList<IReadOnlyList<TokenProbability>> ReadAt(SweepPlan plan, PatchVectors vectors, Layer target, CancellationToken cancellationToken) =>
        Weights(cancellationToken).ReadAt(plan, vectors, target, cancellationToken);

    public void WriteCells(
        SweepPlan plan, PatchVectors vectors, IReadOnlyList<(Layer Source, Layer Target)> cells, int newTokens,
        Action<IReadOnlyList<WrittenCell>> onWritten, CancellationToken cancellationToken) =>
        Weights(cancellationToken).WriteCells(plan, vectors, cells, newTokens, onWritten, cancellationToken);

    public CellContinuation OpenCell(SweepPlan plan, PatchVectors vector, Layer target, int newTokens, CancellationToken cancellationToken) =>
        Weights(cancellationToken).OpenCell(plan, vector, target, newTokens, cancellationToken);

    public LensReading ReadLens(IReadOnlyList<int> tokens, LensKind lens, int topK, CancellationToken cancellationToken) =>
        Weights(cancellationToken).ReadLens(tokens, lens, topK, cancellationToken);

    public StageTrace Trace(TracePlan plan, CancellationToken cancellationToken) => Weights(cancellationToken).Trace(plan, cancellationToken);

    public TracedQuestion TraceQuestion(
        LensKind lens, StageThresholds thresholds, int row, StageQuestion question, bool removes, CancellationToken cancellationToken) =>
        Weights(cancellationToken).TraceQuestion(lens, thresholds, row, question, removes, cancellationToken);

    public bool IsRightWithout(StageQuestion question, int removedFrom, CancellationToken cancellationToken) =>
        Weights(cancellationToken).IsRightWithout(question, removedFrom, cancellationToken);

    /// <summary>Takes weights that were read anew.</summary>
    public void Wake(ILoadedModel weights) => _weights = weights;

    /// <summary>Frees the weights, on the inference thread and between two jobs.</summary>
    public void Dispose()
    {
        _weights?.Dispose();
        _weights = null;
    }

    private ILoadedModel Weights(CancellationToken cancellationToken)
    {
        memory.Use(this, cancellationToken);
        return _weights!;
    }
}
