using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Patchscopes.Web.State;

/// <summary>Gathers a stream into batches, so that a page draws a few times a second and not once per event.</summary>
public static class EventBatches
{
    /// <summary>
    /// The first event at once, and after that what has come whenever the reader asks again, at most once per
    /// <paramref name="interval"/>: a slow reader gets larger batches, not a longer queue.
    /// </summary>
    public static async IAsyncEnumerable<IReadOnlyList<T>> BatchByTime<T>(
        this IAsyncEnumerable<T> events, TimeSpan interval, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var gathered = Channel.CreateUnbounded<T>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        var pump = PumpAsync(events, gathered.Writer, stop.Token);
        try
        {
            while (await gathered.Reader.WaitToReadAsync(cancellationToken))
            {
                var batch = new List<T>();
                while (gathered.Reader.TryRead(out var item))
                    batch.Add(item);
                var drawn = time.GetTimestamp();
                yield return batch;
                var rest = interval - time.GetElapsedTime(drawn);
                if (rest > TimeSpan.Zero && !gathered.Reader.Completion.IsCompleted)
                    await Task.WhenAny(Task.Delay(rest, time, stop.Token), gathered.Reader.Completion);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await pump;
        }
    }

    private static async Task PumpAsync<T>(IAsyncEnumerable<T> events, ChannelWriter<T> gathered, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var item in events.WithCancellation(cancellationToken))
                await gathered.WriteAsync(item, cancellationToken);
            gathered.Complete();
        }
        catch (Exception fault) when (gathered.TryComplete(fault))
        {
            // The reader meets it in WaitToReadAsync.
        }
    }
}
