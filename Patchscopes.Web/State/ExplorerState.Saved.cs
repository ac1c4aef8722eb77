using Patchscopes.Web.Services;
using Patchscopes.Web.State.Views;

namespace Patchscopes.Web.State;

/// <summary>What a saved run, whose numbers are all there will be, can still be asked for.</summary>
public sealed partial class ExplorerState
{
    private static readonly TimeSpan SettlingStep = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MostSettling = TimeSpan.FromSeconds(10);

    /// <summary>Whether nothing new can be asked for: the service answers from a saved run, or the page shows what a teacher runs.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>Whether a view of the map can be had.</summary>
    public bool Holds(MapView view) => IsReadOnly ? IsKept(view) : !LocksKnobs || view is not MapView.Success || Rest is { NewTokens: > 0, Writes: WrittenCells.All };

    /// <summary>Whether the cells can be laid out so.</summary>
    public bool Holds(MapForm form) => !(IsReadOnly || LocksKnobs) || form is not MapForm.Diagonal || Rest.NewTokens > 0;

    /// <summary>Whether a saved run has the numbers of a view.</summary>
    private bool IsKept(MapView view) => view switch
    {
        MapView.Probability or MapView.Rank => Answers.Count > 0,
        MapView.Success => Answers.Count > 0 && Rest is { NewTokens: > 0, Writes: WrittenCells.All },
        // The whole distribution was not published with every map.
        MapView.Change or MapView.Entropy => Map?.Unpatched is not null,
        _ => true,
    };

    /// <summary>Waits, for a while, until what follows a finished map has come: the opened cell in full, the source prompt's own answer.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; waited < MostSettling && Status is RunStatus.Done && (IsReadingCell || SourceAnswer is null); waited += SettlingStep)
            await Task.Delay(SettlingStep, time, cancellationToken);
    }

    private bool IsReadingCell => Opened is not null && Detail is null && CellMessage is null;
}
