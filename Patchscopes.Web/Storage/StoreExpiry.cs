using System.Diagnostics.CodeAnalysis;
using Patchscopes.Web.Classroom;

namespace Patchscopes.Web.Storage;

/// <summary>Deletes the runs and rooms whose time is over, when the server starts and every hour; from its last moment on, nobody can open one any more.</summary>
internal sealed class StoreExpiry(RunStore runs, Rooms rooms, TimeProvider time, ILogger<StoreExpiry> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    [SuppressMessage("Design", "CA1031", Justification = "What leaves here would stop the server for everybody.")]
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
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                log.ExpiryFailed(fault);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
