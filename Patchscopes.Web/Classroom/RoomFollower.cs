using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Threading.Channels;
using Patchscopes.Web.Api;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;

namespace Patchscopes.Web.Classroom;

/// <summary>One follower's lines of a room: each view that is shown, and the run of each map.</summary>
internal sealed class RoomFollower(RoomMembership membership, IPatchscopeService service, ILogger<RoomStream> log)
{
    /// <summary>Lines that are held for one who does not read; what is shown meanwhile and over before they do, they never hear of.</summary>
    public const int MostUnread = 16;

    private readonly Channel<RoomLine> _lines = Channel.CreateBounded<RoomLine>(new BoundedChannelOptions(MostUnread) { SingleReader = true });
    private CancellationTokenSource? _running;
    private Task<bool> _run = Task.FromResult(true);
    private string? _map;
    private long _runVersion;

    /// <summary>The lines.</summary>
    public IAsyncEnumerable<RoomLine> ReadAsync(CancellationToken cancellationToken) => _lines.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Writes them until the room is closed or the follower leaves; leaves then. Never throws.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whoever reads the lines gets the exception.")]
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        Exception? end = null;
        try
        {
            await WriteAllAsync(cancellationToken);
        }
        catch (OperationCanceledException left) when (cancellationToken.IsCancellationRequested)
        {
            end = left;
        }
        catch (Exception fault)
        {
            log.StreamBroke(fault);
            end = fault;
        }
        membership.Dispose();
        _lines.Writer.TryComplete(end);
    }

    private async Task WriteAllAsync(CancellationToken cancellationToken)
    {
        RoomView? shown = null;
        try
        {
            await foreach (var state in membership.ChangesAsync(cancellationToken))
            {
                if (state.IsClosed)
                    break;
                if (state.Shown == shown)
                    continue;
                shown = state.Shown;
                await ShowAsync(state, cancellationToken);
            }
        }
        finally
        {
            await StopAsync();
        }
        await _lines.Writer.WriteAsync(new RoomClosed(), cancellationToken);
    }

    /// <summary>Says what is shown now, and runs it, unless only how the same map is looked at has changed.</summary>
    private async Task ShowAsync(RoomState state, CancellationToken cancellationToken)
    {
        var request = state.Shown.Place.Length == 0 ? ExplorerUrl.Read(state.Shown.View, ExplorerState.Defaults(state.Shown.Model)).View.Request : null;
        var map = request is null ? null : JsonSerializer.Serialize(request, ApiJson.Default.SweepRequest);
        // What was refused is asked for again.
        var isSame = map is not null && map == _map && (!_run.IsCompleted || await _run);
        if (!isSame)
        {
            await StopAsync();
            (_map, _runVersion) = (map, state.Version);
        }
        await _lines.Writer.WriteAsync(new RoomShows(state.Version, state.Shown, request, request is null ? null : _runVersion), cancellationToken);
        if (isSame || request is null)
            return;
        _running = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _run = RunAsync(request, state.Version, _running.Token);
    }

    /// <summary>Writes the lines of a run; false where not all came.</summary>
    private async Task<bool> RunAsync(SweepRequest request, long version, CancellationToken cancellationToken)
    {
        try
        {
            if (await RefusalOfAsync(request, version, cancellationToken) is not { } why)
                return true;
            await _lines.Writer.WriteAsync(new RoomRefused(version, why), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Something else is shown, or the follower has left.
        }
        return false;
    }

    [SuppressMessage("Design", "CA1031", Justification = "The follower is told, and goes on following.")]
    private async Task<string?> RefusalOfAsync(SweepRequest request, long version, CancellationToken cancellationToken)
    {
        try
        {
            var run = await service.StartSweepAsync(request, view: null, cancellationToken);
            await foreach (var line in run.Events.WithCancellation(cancellationToken))
                await _lines.Writer.WriteAsync(new RoomRun(version, line), cancellationToken);
            return null;
        }
        catch (RequestRefusedException refused)
        {
            return refused.Message;
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            log.RunBroke(fault);
            return "The run broke; the server's log says how. What the teacher shows next is run again.";
        }
    }

    private async Task StopAsync()
    {
        if (_running is null)
            return;
        await _running.CancelAsync();
        await _run;
        _running.Dispose();
        _running = null;
    }
}
