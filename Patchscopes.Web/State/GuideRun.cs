using Patchscopes.Web.Components.Controls.Guide;
using Patchscopes.Web.Services;
using static Patchscopes.Web.State.Cancellation;

namespace Patchscopes.Web.State;

/// <summary>A token that a map says, in how many of its cells, and in which one most surely.</summary>
/// <param name="Display">The token.</param>
/// <param name="Cells">How many cells have it on top.</param>
/// <param name="Best">The cell where it is most probable.</param>
/// <param name="Probability">How probable it is there.</param>
/// <param name="IsFound">Whether it is what the example is about.</param>
public sealed record GuideSaying(string Display, int Cells, CellAddress Best, float Probability, bool IsFound);

/// <summary>An example of the guide while it is run and after.</summary>
public sealed class GuideRun(GuideExample example, IPatchscopeService service) : IDisposable
{
    /// <summary>As many tokens are listed at most.</summary>
    private const int Most = 4;

    private const int WrittenTokens = 12;

    private CancellationTokenSource? _run;
    private SweepRequest? _request;

    /// <summary>Called after every change that shows.</summary>
    public Action Changed { get; set; } = () => { };

    /// <summary>Whether it is being run.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>The map, whole or not; null before the first run.</summary>
    public SweepMap? Map { get; private set; }

    /// <summary>Why it could not be run, or null.</summary>
    public string? Message { get; private set; }

    /// <summary>The cell that tells most, and the cell in full; null while they have not come.</summary>
    public (CellAddress Address, CellDetail Detail)? Telling { get; private set; }

    /// <summary>What the whole map says, the most frequent first, what the example is about before the rest.</summary>
    public IReadOnlyList<GuideSaying> Sayings { get; private set; } = [];

    /// <summary>The address of the same map on the explorer's page.</summary>
    public string? Link => _request is null ? null : "/" + ExplorerUrl.Write(new ExplorerView(_request, Telling?.Address));

    /// <summary>Runs the example on the first model of the list.</summary>
    public async Task RunAsync()
    {
        var run = Renew(ref _run);
        (IsRunning, Map, Message, Telling, Sayings) = (true, null, null, null, []);
        Changed();
        try
        {
            await RunAsync(service.Models()[0].Name, run);
        }
        catch (OperationCanceledException) when (run.IsCancellationRequested)
        {
            return;
        }
        catch (RequestRefusedException refused)
        {
            Message = refused.Message;
        }
        IsRunning = false;
        Changed();
    }

    /// <summary>Leaves the run.</summary>
    public void Dispose() => Leave(ref _run);

    private async Task RunAsync(string model, CancellationToken run)
    {
        var blocks = (await service.DescribeAsync(model, run)).Blocks;
        var sourceBlocks = example.SourceModel is { } other ? (await service.DescribeAsync(other, run)).Blocks : blocks;
        var source = await service.TokenizeAsync(example.SourceModel ?? model, example.Source.Prompt, false, run);
        var target = await service.TokenizeAsync(model, example.Target.Prompt, false, run);
        var request = _request = example.On(model, blocks, source, target);
        var sweep = await service.StartSweepAsync(request, this, run);
        await foreach (var item in sweep.Events.WithCancellation(run))
            Take(request, blocks, sourceBlocks, item);
        if (Map is not { IsWhole: true } map)
            return;
        Sayings = [.. Say(map)];
        if (map.Telling([.. example.Finds.Take(1)]) is { } cell)
            Telling = (cell, await service.OpenCellAsync(new CellRequest(request, cell.Source, cell.Target, 1, WrittenTokens), run));
    }

    private void Take(SweepRequest request, int blocks, int sourceBlocks, SweepEvent item)
    {
        switch (item)
        {
            case SweepStarted started:
                Map = new SweepMap(request, started, blocks, sourceBlocks);
                break;
            case SweepFailed failed:
                Message = failed.Message;
                break;
            case SweepDone or SweepCancelled:
                break;
            default:
                Map!.Take(item);
                break;
        }
    }

    private IEnumerable<GuideSaying> Say(SweepMap map) => map.Rows
        .SelectMany((row, at) => map.Columns.Select((column, place) => (Cell: map.At(at, place), IsDead: map.DeadColumns[place])))
        .Where(place => !place.IsDead && place.Cell is { Top.Count: > 0 })
        .GroupBy(place => place.Cell!.Top[0].Text)
        .Select(said =>
        {
            var best = said.MaxBy(place => place.Cell!.Top[0].Probability).Cell!;
            return new GuideSaying(best.Top[0].Display, said.Count(), new CellAddress(best.SourceLayer, best.TargetLayer), best.Top[0].Probability, example.Finds.Contains(said.Key));
        })
        .OrderByDescending(said => said.IsFound).ThenByDescending(said => said.Cells).ThenBy(said => said.Display, StringComparer.Ordinal)
        .Take(Most);
}
