using Patchscopes.Model.Architecture;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Patching.Mappings;
using Patchscopes.Model.Running;
using Patchscopes.Model.Stages;

namespace Patchscopes.Web.Services.Inference;

/// <summary>A model in memory, its weights on the inference thread only.</summary>
internal interface ILoadedModel : IModelWords, IDisposable
{
    /// <summary>What the target of a map says without a patch.</summary>
    UnpatchedReading ReadUnpatched(SweepPlan plan, CancellationToken cancellationToken);

    /// <summary>Reads the vectors of a map's source, one per source layer.</summary>
    PatchVectors ReadVectors(SweepPlan plan, CancellationToken cancellationToken);

    /// <summary>Reads vectors at positions of texts.</summary>
    TextStates ReadTexts(IReadOnlyList<TextPositions> texts, PatchSite site, IReadOnlyList<Layer> layers, CancellationToken cancellationToken);

    /// <summary>Computes a map of given vectors, calling back once per target layer.</summary>
    void Sweep(SweepPlan plan, PatchVectors vectors, Action<SweepColumn> onColumn, CancellationToken cancellationToken);

    /// <summary>What the model says with each of some vectors put in at one target layer.</summary>
    IReadOnlyList<IReadOnlyList<TokenProbability>> ReadAt(SweepPlan plan, PatchVectors vectors, Layer target, CancellationToken cancellationToken);

    /// <summary>What the model goes on to write in some cells.</summary>
    void WriteCells(
        SweepPlan plan, PatchVectors vectors, IReadOnlyList<(Layer Source, Layer Target)> cells, int newTokens,
        Action<IReadOnlyList<WrittenCell>> onWritten, CancellationToken cancellationToken);

    /// <summary>Computes one cell in full, with the first of some vectors; <see cref="SweepPlan.TopK"/> tokens of its distribution.</summary>
    CellContinuation OpenCell(SweepPlan plan, PatchVectors vector, Layer target, int newTokens, CancellationToken cancellationToken);

    /// <summary>Reads every state of a prompt through a lens.</summary>
    LensReading ReadLens(IReadOnlyList<int> tokens, LensKind lens, int topK, CancellationToken cancellationToken);

    /// <summary>Follows one position of a run over the layers.</summary>
    StageTrace Trace(TracePlan plan, CancellationToken cancellationToken);

    /// <summary>Traces one question of a data set, and again without what answers it where <paramref name="removes"/>.</summary>
    TracedQuestion TraceQuestion(LensKind lens, StageThresholds thresholds, int row, StageQuestion question, bool removes, CancellationToken cancellationToken);

    /// <summary>Whether a question is still answered right without the feed-forward layers from a block on.</summary>
    bool IsRightWithout(StageQuestion question, int removedFrom, CancellationToken cancellationToken);
}
