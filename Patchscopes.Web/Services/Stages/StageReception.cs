using System.Runtime.CompilerServices;
using Patchscopes.Web.Services.Inference;
using Patchscopes.Web.Services.Limits;

namespace Patchscopes.Web.Services.Stages;

/// <summary>Queues streams and ends them: when their reader leaves, and when the server stops.</summary>
internal sealed class StageReception(InferenceQueue queue, CellLimit limit, TimeProvider time, IHostApplicationLifetime host, ILogger<StageReception> log)
{
    /// <summary>Queues a stream.</summary>
    /// <exception cref="RequestRefusedException">The queue is full, or the visitor's address is over its limit.</exception>
    public IAsyncEnumerable<TEvent> Open<TEvent>(StageWork<TEvent> work, CancellationToken cancellationToken)
        where TEvent : IStreamEnds<TEvent>
    {
        var job = new StageJob<TEvent>(work, limit.Charge(work.Rows), new CancellationTokenSource(), queue, time, log);
        if (!queue.TryEnqueue(job))
        {
            job.Drop();
            throw queue.Refusal();
        }
        // Also a reader that never comes to read must not keep the job going; and a web server that stops waits for streams.
        var leaving = cancellationToken.Register(() => TakeOut(job));
        var stopping = host.ApplicationStopping.Register(() => TakeOut(job));
        return ReadAsync(job, leaving, stopping, CancellationToken.None);
    }

    private async IAsyncEnumerable<TEvent> ReadAsync<TEvent>(
        StageJob<TEvent> job, CancellationTokenRegistration leaving, CancellationTokenRegistration stopping,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TEvent : IStreamEnds<TEvent>
    {
        try
        {
            await foreach (var line in job.Events.ReadAllAsync(cancellationToken))
                yield return line;
        }
        finally
        {
            await leaving.DisposeAsync();
            await stopping.DisposeAsync();
            TakeOut(job);
        }
    }

    private void TakeOut<TEvent>(StageJob<TEvent> job)
        where TEvent : IStreamEnds<TEvent>
    {
        job.Stop();
        if (queue.Remove(job))
            job.Drop();
    }
}
