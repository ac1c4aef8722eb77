using Patchscopes.Model.Architecture;
using Patchscopes.Web.Services;
using static Patchscopes.Web.State.Cancellation;

namespace Patchscopes.Web.State;

/// <summary>The opened cell of a page, and what the model says to the source prompt itself.</summary>
public sealed partial class ExplorerState
{
    private CancellationTokenSource? _cell;

    /// <summary>Whether a link named the opened cell, and no map has come for it yet.</summary>
    private bool _isCellLinked;

    /// <summary>The cell that is open, or null.</summary>
    public CellAddress? Opened { get; private set; }

    /// <summary>Whether the visitor opened it; else a link, a preset or the first visit did.</summary>
    public bool IsOpenedByVisitor { get; private set; }

    /// <summary>Whether a cell will open by itself when the map is there.</summary>
    public bool IsOpening => Opened is null && Status is RunStatus.Idle or RunStatus.Queued or RunStatus.Running && (Opening.Count > 0 || Model is null);

    /// <summary>The opened cell in full, once it has come; null while it is computed.</summary>
    public CellDetail? Detail { get; private set; }

    /// <summary>Why the cell could not be opened, or null.</summary>
    public string? CellMessage { get; private set; }

    /// <summary>What the model itself says after the source prompt, or null while that is not known.</summary>
    public TokenReading? SourceAnswer { get; private set; }

    /// <summary>Token texts of the cell to open by itself when the map is there.</summary>
    private IReadOnlyList<string> Opening { get; set; } = [];

    /// <summary>Opens a cell.</summary>
    public async Task OpenAsync(CellAddress cell)
    {
        if (Map is not { } map || !map.Contains(cell) || map.At(cell) is null)
            return;
        var isNew = Opened != cell;
        (Opened, Opening, IsOpenedByVisitor) = (cell, [], true);
        if (isNew)
            ViewChanged(true);
        await ReadCellAsync(map, cell);
    }

    /// <summary>Closes the opened cell.</summary>
    public void Close()
    {
        ForgetCell();
        (Opened, Opening) = (null, []);
        ViewChanged(true);
        Changed();
    }

    /// <summary>What is known of the opened cell belongs to a map and an address: with either it goes.</summary>
    private void ForgetCell()
    {
        Leave(ref _cell);
        (Detail, CellMessage) = (null, null);
    }

    /// <summary>A preset, and the first visit, open a cell that says what they are about.</summary>
    private void OpenTelling()
    {
        if (Map is not { } map)
            return;
        if (Opened is not null || Opening.Count == 0)
            return;
        ForgetCell();
        Opened = map.Telling(Opening);
        (Opening, IsOpenedByVisitor) = ([], false);
        if (Opened is not null)
            ViewChanged(false);
    }

    /// <summary>A cell that the new map has no place for closes.</summary>
    private void CloseMissing()
    {
        if (Map is { } map && Opened is { } cell && !map.Contains(cell))
            Lose(cell);
        _isCellLinked = false;
    }

    /// <summary>Without a map the opened cell is empty, and says why; one that no map of this tuple has closes.</summary>
    private void AnswerForCell()
    {
        if (Map is not null || Opened is not { } cell)
            return;
        if (Model is not null && SourceModel is not null && !(Rows().Contains(cell.Source) && Columns().Contains(cell.Target)))
            Lose(cell);
        else
            CellMessage = "Nothing was run, so this cell is empty. It is filled by the next run.";
    }

    /// <summary>Only a link asks for a cell that is not there; with other layers than before one goes quietly.</summary>
    private void Lose(CellAddress cell)
    {
        if (_isCellLinked)
            Problems = [.. Problems, new FieldProblem("cell", $"This map has no cell {cell}; the rest of the link was kept.")];
        (Opened, _isCellLinked) = (null, false);
        ForgetCell();
        ViewChanged(false);
    }

    private async Task AfterRunAsync(CancellationToken run)
    {
        FillPins();
        await ReadOpenedAsync();
        await ReadBaselineAsync(run);
        if (!run.IsCancellationRequested && SourceAnswer is null)
            await ReadSourceAnswerAsync(run);
        if (!run.IsCancellationRequested && IsLensOpen)
            await ReadLensAsync();
    }

    /// <summary>Reads the opened cell when the run is over, however it ended.</summary>
    private async Task ReadOpenedAsync()
    {
        if (Map is not { } map || Opened is not { } cell || Detail is not null)
            return;
        if (map.At(cell) is not null)
        {
            await ReadCellAsync(map, cell);
            return;
        }
        CellMessage = "The run ended before this cell came. Run again to see it, or open another one.";
        Changed();
    }

    private async Task ReadCellAsync(SweepMap map, CellAddress cell)
    {
        if (_disposed)
            return;
        ForgetCell();
        var reading = Renew(ref _cell);
        Changed();
        try
        {
            var detail = await service.OpenCellAsync(new CellRequest(map.Request, cell.Source, cell.Target, Controls: true), reading);
            reading.ThrowIfCancellationRequested();
            Detail = detail;
        }
        catch (OperationCanceledException) when (reading.IsCancellationRequested || _disposed)
        {
            return;
        }
        catch (RequestRefusedException refused)
        {
            if (reading.IsCancellationRequested)
                return;
            CellMessage = refused.Message;
        }
        Changed();
    }

    /// <summary>A patch of the prompt into itself changes nothing, so its unpatched half is the model's own answer.</summary>
    private async Task ReadSourceAnswerAsync(CancellationToken run)
    {
        var (text, version, last) = (Source.Text, Source.Version, new Layer((SourceModel?.Blocks ?? 1) - 1));
        var prompt = new PromptPosition(text, -1) { Chat = Source.IsChat };
        try
        {
            var request = new SweepRequest { Model = SourceModelName, Source = prompt, Target = prompt };
            var detail = await service.OpenCellAsync(new CellRequest(request, last, last, TopK: 1, NewTokens: 1), run);
            if (version == Source.Version && !run.IsCancellationRequested)
                SourceAnswer = detail.UnpatchedTop is [var answer, ..] ? answer : null;
        }
        catch (OperationCanceledException) when (run.IsCancellationRequested || _disposed)
        {
            return;
        }
        catch (RequestRefusedException)
        {
            // The run itself was accepted, so this is a full queue: the line is left out rather than an error shown.
            SourceAnswer = null;
        }
        Changed();
    }
}
