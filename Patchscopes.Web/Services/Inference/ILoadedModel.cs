using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;

namespace Patchscopes.Web.Services.Inference;

/// <summary>A model in memory. Its tokenizer may be used from any thread, all else only on the inference thread.</summary>
internal interface ILoadedModel : IPromptTokens, IDisposable
{
    ModelDescription Description { get; }

    /// <summary>Computes a map, calling back once per target layer.</summary>
    void Sweep(SweepPlan plan, Action<SweepColumn> onColumn, CancellationToken cancellationToken);

    /// <summary>Computes one cell in full.</summary>
    CellDetail OpenCell(CellPlan plan, CancellationToken cancellationToken);
}

/// <summary>One checked cell, in absolute positions.</summary>
internal sealed record CellPlan(
    PatchSource Source, PatchTarget Target, Layer SourceLayer, Layer TargetLayer, int ReadoutPosition, int TopK, int NewTokens);
