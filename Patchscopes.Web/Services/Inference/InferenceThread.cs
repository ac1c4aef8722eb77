using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Patchscopes.Web.Configuration;

namespace Patchscopes.Web.Services.Inference;

/// <summary>
/// The one thread that does all tensor work of a device, from loading a model to disposing of it: the engine's scopes are
/// bound to a thread, and jobs that ran side by side would only slow each other down.
/// </summary>
internal sealed class InferenceThread(
    InferenceQueue queue, ModelShelf shelf, IModelSource source, IOptions<InferenceOptions> options,
    IHostApplicationLifetime host, ILogger<InferenceThread> log)
    : IHostedService
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        new Thread(Work) { IsBackground = true, Name = "inference" }.Start();
        shelf.LoadFirst();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var job in queue.Close())
            job.Drop();
        try
        {
            await _ended.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // A model that is just being loaded cannot be interrupted; the process may end under it all the same.
            log.LeftBehind();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Without its thread the server is of no use: the log says why, and the host stops.")]
    private void Work()
    {
        try
        {
            var threads = options.Value.Threads ?? Environment.ProcessorCount;
            source.UseThreads(threads);
            log.Started(threads);
            while (queue.Take() is { } job)
                job.Run(host.ApplicationStopping);
            shelf.Free();
        }
        catch (Exception error)
        {
            log.Broke(error);
            Environment.ExitCode = 1;
            host.StopApplication();
        }
        finally
        {
            _ended.SetResult();
        }
    }
}
