using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;

namespace Patchscopes.Web.Classroom;

/// <summary>A room as one stream: what its teacher shows, and the runs of it, which all followers share.</summary>
internal sealed class RoomStream(IRooms rooms, IPatchscopeService service, ILogger<RoomStream> log)
{
    /// <summary>Follows a room until it is closed or the reader leaves.</summary>
    /// <exception cref="RequestRefusedException">There is no such room, or too many codes were tried from this address.</exception>
    public async Task<IAsyncEnumerable<RoomLine>> FollowAsync(string code, CancellationToken cancellationToken)
    {
        var membership = await rooms.FollowAsync(code, cancellationToken);
        var lines = Channel.CreateUnbounded<RoomLine>(new UnboundedChannelOptions { SingleReader = true });
        _ = WriteAsync(membership, lines.Writer, cancellationToken);
        return lines.Reader.ReadAllAsync(cancellationToken);
    }

    private async Task WriteAsync(RoomMembership membership, ChannelWriter<RoomLine> lines, CancellationToken cancellationToken)
    {
        CancellationTokenSource? running = null;
        var run = Task.CompletedTask;
        RoomView? shown = null;
        try
        {
            await foreach (var state in membership.ChangesAsync(cancellationToken))
            {
                if (state.Shown == shown && !state.IsClosed)
                    continue;
                shown = state.Shown;
                await StopAsync(running, run);
                running?.Dispose();
                running = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                if (state.IsClosed)
                    break;
                run = ShowAsync(state, lines, running.Token);
            }
            lines.TryWrite(new RoomClosed());
            lines.TryComplete();
        }
        catch (OperationCanceledException left)
        {
            lines.TryComplete(left);
        }
        finally
        {
            await StopAsync(running, run);
            running?.Dispose();
            membership.Dispose();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The follower is told, and goes on following.")]
    private async Task ShowAsync(RoomState state, ChannelWriter<RoomLine> lines, CancellationToken cancellationToken)
    {
        var request = state.Shown.Place.Length == 0 ? ExplorerUrl.Read(state.Shown.View, ExplorerState.Defaults(state.Shown.Model)).View.Request : null;
        lines.TryWrite(new RoomShows(state.Version, state.Shown, request));
        if (request is null)
            return;
        try
        {
            var run = await service.StartSweepAsync(request, view: null, cancellationToken);
            await foreach (var line in run.Events.WithCancellation(cancellationToken))
                lines.TryWrite(new RoomRun(state.Version, line));
        }
        catch (RequestRefusedException refused)
        {
            lines.TryWrite(new RoomRefused(state.Version, refused.Message));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Something else is shown, or the follower has left.
        }
        catch (Exception fault)
        {
            log.RunBroke(fault);
            lines.TryWrite(new RoomRefused(state.Version, "The run broke; the server's log says how. What the teacher shows next is run again."));
        }
    }

    private static async Task StopAsync(CancellationTokenSource? running, Task run)
    {
        if (running is null)
            return;
        await running.CancelAsync();
        await run;
    }
}
