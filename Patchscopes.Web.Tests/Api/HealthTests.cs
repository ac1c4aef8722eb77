using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Services.Health;
using Patchscopes.Web.Services.Inference;
using Patchscopes.Web.Storage;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

public sealed class HealthTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly InferenceQueue _queue = new(Options.Create(new InferenceOptions { QueueLength = 2 }));

    [Fact]
    public async Task Health_OfAServerThatWorks_IsOk_WithItsNumbers()
    {
        await using var host = ApiHost.Start();
        await host.Service.DescribeAsync("atlas", TestContext.Current.CancellationToken);

        using var response = await GetAsync(host);

        var health = await JsonAsync(response);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Equal("ok", health.GetProperty("status").GetString());
        Assert.False(string.IsNullOrEmpty(health.GetProperty("version").GetString()));
        var inference = health.GetProperty("checks").GetProperty("inference");
        Assert.Equal("""{"answers":true,"queueLength":0,"queuePlaces":64}""", inference.GetProperty("data").GetRawText());
        Assert.Equal("ok", health.GetProperty("checks").GetProperty("store").GetProperty("status").GetString());
        Assert.Equal("""{"loaded":["atlas"],"listed":2}""", health.GetProperty("checks").GetProperty("models").GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Health_OfAServerWhoseModelCannotBeUsed_IsDegraded_WithoutAPath()
    {
        var source = new TestModelSource { NextLoadThrows = new IOException("/root/secret/model.safetensors") };
        await using var host = ApiHost.Start(source);
        await Waiting.UntilAsync(() => host.Service.Models()[0].State is Services.ModelState.Unusable);

        using var response = await GetAsync(host);

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, "degraded"), (response.StatusCode, JsonElement.Parse(text).GetProperty("status").GetString()));
        Assert.DoesNotContain("/root", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_OfAServerWhoseStoreIsNotThere_IsDegraded_WithoutItsName()
    {
        var store = new StoreHealth(new StoreContexts(Options.Create(new StorageOptions { Postgres = "Host=127.0.0.1;Port=1;Database=secret" })), TimeProvider.System, NullLogger<StoreHealth>.Instance);

        var health = await store.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);

        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.StartsWith("The store cannot be reached", health.Description, StringComparison.Ordinal);
        Assert.Null(health.Exception);
    }

    [Fact]
    public async Task Health_WithACheckThatBreaks_IsFailing_AndSaysNothingOfHow()
    {
        await using var host = new BrokenHost();
        host.UseKestrel(0);
        host.StartServer();
        using var client = host.CreateClient();

        using var response = await client.GetAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("failing", JsonElement.Parse(text).GetProperty("status").GetString());
        Assert.Contains("The check broke", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InferenceThread_ThatComputes_IsDegraded_AndOneThatNeverAnswersFails()
    {
        var health = new InferenceHealth(_queue, Options.Create(new InferenceOptions { QueueLength = 2 }), _time);

        var first = await LateAsync(health);
        _time.Advance(TimeSpan.FromMinutes(30));
        var later = await LateAsync(health);

        Assert.Equal((HealthStatus.Degraded, HealthStatus.Unhealthy), (first.Status, later.Status));
        Assert.Equal(false, later.Data["answers"]);
        Assert.Contains("1804 seconds", later.Description, StringComparison.Ordinal);
        // However often it was asked, one question waits.
        _queue.Take()!.Run(CancellationToken.None);
        Assert.Empty(_queue.Close());
    }

    [Fact]
    public async Task InferenceThread_OfAServerThatStops_Fails()
    {
        _queue.Close();
        var health = new InferenceHealth(_queue, Options.Create(new InferenceOptions()), _time);

        for (var again = 0; again < 2; again++)
            Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken)).Status);
    }

    [Fact]
    public async Task FullQueue_IsDegraded()
    {
        await using var host = ApiHost.Start(("Inference:QueueLength", "1"));
        host.Model.IsHeld = true;
        using var running = await SweepLines.OpenAsync(host.Client, SweepLines.Request(source: "running"));
        await host.Model.NextBegunAsync();
        using var waiting = await SweepLines.OpenAsync(host.Client, SweepLines.Request(source: "waiting"));

        var health = await JsonAsync(await GetAsync(host));

        Assert.Equal("degraded", health.GetProperty("status").GetString());
        Assert.Equal("""{"answers":false,"queueLength":1,"queuePlaces":1}""", health.GetProperty("checks").GetProperty("inference").GetProperty("data").GetRawText());
        host.Model.GiveColumns(2 * TestModel.Blocks);
        await running.RestAsync();
        await waiting.RestAsync();
    }

    private async Task<HealthCheckResult> LateAsync(InferenceHealth health)
    {
        var checking = health.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(2));
        return await checking.Soon();
    }

    private static Task<HttpResponseMessage> GetAsync(ApiHost host) => host.Client.GetAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken).Soon();

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    private sealed class BrokenHost : Microsoft.AspNetCore.Mvc.Testing.WebApplicationFactory<Services.IPatchscopeService>
    {
        protected override void ConfigureWebHost(Microsoft.AspNetCore.Hosting.IWebHostBuilder builder) =>
            Microsoft.AspNetCore.TestHost.WebHostBuilderExtensions.ConfigureTestServices(builder, services => services.AddHealthChecks()
                .AddCheck("another", () => throw new IOException("/root/secret/store.db is locked")));
    }
}
