using Patchscopes.Model.Architecture;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;

namespace Patchscopes.Web.Storage.Saved;

/// <summary>A map, or cells of one that was not run as a whole.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Events">The lines of the API's stream, in order; empty where only cells were opened.</param>
/// <param name="Cells">The cells that were opened.</param>
public sealed record SavedSweep(SweepRequest Request, IReadOnlyList<SweepEvent> Events, IReadOnlyList<SavedCell> Cells);

/// <summary>A cell in full.</summary>
/// <param name="SourceLayer">ℓ.</param>
/// <param name="TargetLayer">ℓ*.</param>
/// <param name="TopK">How many tokens of its distribution were asked for.</param>
/// <param name="NewTokens">How many tokens the model was to write.</param>
/// <param name="Controls">Whether other vectors were tried in the same place.</param>
/// <param name="Detail">What came.</param>
public sealed record SavedCell(Layer SourceLayer, Layer TargetLayer, int TopK, int NewTokens, bool Controls, CellDetail Detail);

/// <summary>A lens table.</summary>
public sealed record SavedLens(LensRequest Request, LensTable Table);

/// <summary>A trace, of a plain run or of one with interventions.</summary>
public sealed record SavedTrace(TraceRequest Request, IReadOnlyList<StageEvent> Events);

/// <summary>What is meant by the words of a saved run, so that its file can be read in ten years.</summary>
/// <param name="Layers">How layers are counted.</param>
/// <param name="States">Which state is a layer's.</param>
/// <param name="Positions">How positions are counted.</param>
/// <param name="Patch">What a patch does.</param>
/// <param name="Probabilities">Units of probabilities and entropies.</param>
public sealed record SavedConventions(string Layers, string States, string Positions, string Patch, string Probabilities)
{
    /// <summary>Those of this program.</summary>
    public static SavedConventions Ours { get; } = new(
        "A layer is the 0-based index of a block; \"emb\" is the embedding output.",
        "The state of a layer is the residual stream after its block, the last one before the final norm.",
        "Positions count the tokens as they are run, from 0, BOS included; negative ones from the end.",
        "A patch replaces the state at the target position; it never adds.",
        "Probabilities are shares from 0 to 1 of the softmax over the whole vocabulary; entropies are in nats.");
}
