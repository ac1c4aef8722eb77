using Patchscopes.Model.Architecture;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Stages;

namespace Patchscopes.Web.Services.Inference;

/// <summary>A model in memory, its weights on the inference thread only.</summary>
internal interface ILoadedModel : IModelWords, IDisposable
{
    /// <summary>What the target of a map says without a patch.</summary>
    UnpatchedReading ReadUnpatched(SweepPlan plan, CancellationToken cancellationToken);

    /// <summary>Computes a map, calling back once per target layer.</summary>
    void Sweep(SweepPlan plan, Action<SweepColumn> onColumn, CancellationToken cancellationToken);

    /// <summary>Computes one cell in full; <see cref="SweepPlan.TopK"/> tokens of its distribution.</summary>
    CellDetail OpenCell(SweepPlan plan, Layer source, Layer target, int newTokens, CancellationToken cancellationToken);

    /// <summary>Follows one position of a run over the layers.</summary>
    StageTrace Trace(TracePlan plan, CancellationToken cancellationToken);

    /// <summary>Traces one question of a data set, and again without what answers it where <paramref name="removes"/>.</summary>
    TracedQuestion TraceQuestion(LensKind lens, StageThresholds thresholds, int row, StageQuestion question, bool removes, CancellationToken cancellationToken);

    /// <summary>Whether a question is still answered right without the feed-forward layers from a block on.</summary>
    bool IsRightWithout(StageQuestion question, int removedFrom, CancellationToken cancellationToken);
}
