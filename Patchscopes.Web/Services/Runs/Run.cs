using Patchscopes.Web.Services.Inference;
using Patchscopes.Web.Services.Limits;

namespace Patchscopes.Web.Services.Runs;

/// <summary>A map that waits or is computed: what came so far, and who reads it. Guarded by its <see cref="RunBook"/>.</summary>
internal sealed class Run(CheckedSweep sweep, CellCharge charge, CancellationTokenSource stop)
{
    public CheckedSweep Sweep { get; } = sweep;

    /// <summary>What whoever asked first was charged for it.</summary>
    public CellCharge Charge { get; } = charge;

    /// <summary>Cancelled when the last reader has left.</summary>
    public CancellationTokenSource Stop { get; } = stop;

    /// <summary>What came so far, the snapshot for a late reader.</summary>
    public List<SweepEvent> Events { get; } =
    [
        new SweepStarted(sweep.Model.Description.Name, sweep.SourceTokens, sweep.TargetTokens, sweep.Plan.Cells)
        {
            Answers = sweep.Answers,
            Written = sweep.Written.Count,
        },
    ];

    public List<RunReader> Readers { get; } = [];

    /// <summary>Whether the last event was written.</summary>
    public bool HasEnded { get; set; }

    /// <summary>How many cells came so far.</summary>
    public int CellsDone { get; set; }

    /// <summary>Its place in the queue.</summary>
    public InferenceJob? Job { get; set; }
}
