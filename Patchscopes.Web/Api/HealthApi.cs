using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Patchscopes.Web.Services.Health;

namespace Patchscopes.Web.Api;

/// <summary>How the server is, for whoever watches it: a container's health check, a proxy, a person.</summary>
internal static class HealthApi
{
    public const string Path = "/health";

    private static readonly string Version =
        typeof(HealthApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Other parts add a check of their own by <c>AddHealthChecks().AddCheck</c>.</summary>
    public static void AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<InferenceHealth>();
        services.AddHealthChecks().AddCheck<InferenceHealth>(InferenceHealth.Name).AddCheck<ModelsHealth>(ModelsHealth.Name).AddCheck<StoreHealth>(StoreHealth.Name);
    }

    public static void MapHealth(this IEndpointRouteBuilder endpoints) => endpoints.MapGet(Path, CheckAsync)
        .WithTags("Health")
        .WithName("health")
        .WithSummary("How the server is: \"ok\", \"degraded\" (it works, with less) or, with status 503, \"failing\".")
        .Produces<HealthAnswer>()
        .Produces<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);

    private static async Task<JsonHttpResult<HealthAnswer>> CheckAsync(HealthCheckService checks, HttpResponse response, CancellationToken gone)
    {
        var report = await checks.CheckHealthAsync(gone);
        response.Headers.CacheControl = "no-store";
        var answer = new HealthAnswer(
            Name(report.Status), Version, report.Entries.ToDictionary(entry => entry.Key, entry => Part(entry.Value), StringComparer.Ordinal));
        return TypedResults.Json(answer, statusCode: report.Status is HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    // What an exception says is for the log, where the framework has written it: it may hold a path.
    private static HealthPart Part(HealthReportEntry entry) =>
        new(Name(entry.Status), entry.Exception is null ? entry.Description : "The check broke; the server's log says how.", entry.Data);

    private static string Name(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "ok",
        HealthStatus.Degraded => "degraded",
        _ => "failing",
    };
}

/// <summary>The answer of GET /health.</summary>
/// <param name="Status">"ok", "degraded" or "failing": the worst of the checks.</param>
/// <param name="Version">Of the program.</param>
/// <param name="Checks">Each part of the server by its name.</param>
internal sealed record HealthAnswer(string Status, string Version, IReadOnlyDictionary<string, HealthPart> Checks);

/// <summary>One part of the server.</summary>
/// <param name="Status">As of the whole.</param>
/// <param name="Words">What is the matter.</param>
/// <param name="Data">Its numbers.</param>
internal sealed record HealthPart(string Status, string? Words, IReadOnlyDictionary<string, object> Data);
