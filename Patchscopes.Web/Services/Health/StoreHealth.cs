using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Patchscopes.Web.Storage;

namespace Patchscopes.Web.Services.Health;

/// <summary>Whether the store can be read. Without it maps and traces still work, but nothing is kept, opened or taught.</summary>
internal sealed class StoreHealth(IDbContextFactory<StoreContext> contexts, TimeProvider time, ILogger<StoreHealth> log) : IHealthCheck
{
    public const string Name = "store";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await contexts.AskAsync(log, store => store.Runs.AnyAsync(cancellationToken)).WaitAsync(Patience, time, cancellationToken);
            return HealthCheckResult.Healthy("The store answers.");
        }
        catch (RequestRefusedException)
        {
            return HealthCheckResult.Degraded("The store cannot be reached; the server's log says why. Nothing is kept or opened, and rooms are not stored.");
        }
        catch (TimeoutException)
        {
            return HealthCheckResult.Degraded("The store has not answered for two seconds. It is busy, or cannot be reached.");
        }
    }
}
