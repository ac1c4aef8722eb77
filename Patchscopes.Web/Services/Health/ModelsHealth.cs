using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Patchscopes.Web.Services.Health;

/// <summary>Which models are in memory, and whether the first of the list, which is read at the start, can be used.</summary>
internal sealed class ModelsHealth(IPatchscopeService service) : IHealthCheck
{
    public const string Name = "models";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var models = service.Models();
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["loaded"] = models.Where(model => model.State is ModelState.Ready).Select(model => model.Name).ToArray(),
            ["listed"] = models.Count,
        };
        return Task.FromResult(models switch
        {
            [] => HealthCheckResult.Unhealthy("There is no model at all.", data: data),
            [{ State: ModelState.Unusable } first, ..] => HealthCheckResult.Degraded($"The model {Words.Quote(first.Name)} could not be used when it was last asked for.", data: data),
            _ => HealthCheckResult.Healthy("Models are read when they are first asked for.", data),
        });
    }
}
