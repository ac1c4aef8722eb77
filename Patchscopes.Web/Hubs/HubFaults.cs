using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;

namespace Patchscopes.Web.Hubs;

/// <summary>
/// Logs what breaks in a hub, and nothing else. SignalR's own log tells of every refusal as of a fault, with its stack, so
/// that whoever guesses codes could fill it.
/// </summary>
internal sealed class HubFaults(ILogger<PatchscopesHub> log) : IHubFilter
{
    private static readonly string[] OwnLogs = ["Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", "Microsoft.AspNetCore.SignalR.HubConnectionHandler"];

    /// <summary>Silences what this class says instead.</summary>
    public static void Quiet(ILoggingBuilder logging)
    {
        foreach (var category in OwnLogs)
            logging.AddFilter(category, LogLevel.Critical);
    }

    /// <inheritdoc/>
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next) =>
        await WatchAsync(invocationContext.HubMethodName, () => next(invocationContext));

    /// <inheritdoc/>
    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next) =>
        await WatchAsync(nameof(OnConnectedAsync), () => Nothing(next(context)));

    /// <inheritdoc/>
    public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next) =>
        await WatchAsync(nameof(OnDisconnectedAsync), () => Nothing(next(context, exception)));

    /// <summary>The same lines; what breaks while they come is logged.</summary>
    /// <param name="lines">The lines of a stream.</param>
    /// <param name="method">The hub's method that opened it.</param>
    /// <param name="cancellationToken">The client has left.</param>
    public async IAsyncEnumerable<T> WatchAsync<T>(IAsyncEnumerable<T> lines, string method, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var reader = lines.GetAsyncEnumerator(cancellationToken);
        while (await WatchAsync(method, reader.MoveNextAsync))
            yield return reader.Current;
    }

    private async ValueTask<T> WatchAsync<T>(string method, Func<ValueTask<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception fault) when (fault is not (HubException or OperationCanceledException))
        {
            log.Broke(method, fault);
            throw;
        }
    }

    private static async ValueTask<object?> Nothing(Task done)
    {
        await done;
        return null;
    }
}
