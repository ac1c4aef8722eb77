namespace Patchscopes.Web.Services.Runs;

/// <summary>
/// Ends the open runs as soon as the server begins to stop: their readers are told while they are still connected, and
/// the web server does not wait for streams that would never end.
/// </summary>
internal sealed class RunsEnd(RunReception reception, IHostApplicationLifetime host) : IHostedService, IDisposable
{
    private CancellationTokenRegistration _stopping;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _stopping = host.ApplicationStopping.Register(reception.StopAll);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();
}
