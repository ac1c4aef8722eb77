using Patchscopes.Web.Classroom;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Storage;

/// <summary>Deletes the runs and rooms whose time is over, when the server starts and every hour; from its last moment on, nobody can open one any more.</summary>
internal sealed class StoreExpiry(RunStore runs, Rooms rooms, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        do
        {
            try
            {
                await runs.ForgetExpiredAsync(stoppingToken);
                await rooms.ForgetExpiredAsync(stoppingToken);
            }
            catch (RequestRefusedException)
            {
                // The log has it. The next hour is soon enough.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
