using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;

namespace Patchscopes.Web.Services.Inference;

/// <summary>A model in memory. Its tokenizer may be used from any thread, all else only on the inference thread.</summary>
internal interface ILoadedModel : IPromptTokens, IDisposable
{
    ModelDescription Description { get; }

    /// <summary>Computes a map, calling back once per target layer.</summary>
    void Sweep(SweepPlan plan, Action<SweepColumn> onColumn, CancellationToken cancellationToken);

    /// <summary>Computes one cell in full; <see cref="SweepPlan.TopK"/> tokens of its distribution.</summary>
    CellDetail OpenCell(SweepPlan plan, Layer source, Layer target, int newTokens, CancellationToken cancellationToken);
}
