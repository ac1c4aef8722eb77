using Patchscopes.Web.Services;

namespace Patchscopes.Web.Storage;

/// <summary>Deletes the runs whose time is over, when the server starts and every hour; from its last moment on, nobody can open such a run any more.</summary>
internal sealed class RunExpiry(RunStore store, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        do
        {
            try
            {
                await store.ForgetExpiredAsync(stoppingToken);
            }
            catch (RequestRefusedException)
            {
                // The log has it. The next hour is soon enough.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
