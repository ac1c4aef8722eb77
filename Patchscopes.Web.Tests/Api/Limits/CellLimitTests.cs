using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Xunit;

namespace Patchscopes.Web.Tests.Api.Limits;

/// <summary>What an address may compute, over the API and the hub. The test model's maps have 16 cells.</summary>
public sealed class CellLimitTests
{
    private const string Here = "192.0.2.1";

    [Fact]
    public async Task Sweep_BeyondTheBudget_IsRefusedWithRetryAfter_AndAnotherAddressIsNot()
    {
        await using var host = LimitedHost.Start();
        using var client = host.ClientFrom(Here);
        await RunAsync(client, "first");
        await RunAsync(client, "second");

        using var refused = await client.PostAsync("sweeps", SweepLines.Request(source: "third"));

        var problem = await refused.ProblemAsync(HttpStatusCode.TooManyRequests);
        var seconds = refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds;
        Assert.InRange(seconds, 1000, 1600);
        Assert.Equal(
            $"Your address has computed as much as it may for now (0 cells a second, 32 at once): ask again in {seconds.ToString(CultureInfo.InvariantCulture)} seconds.",
            problem.GetProperty("detail").GetString());
        using var other = host.ClientFrom("192.0.2.2");
        await RunAsync(other, "third");
    }

    [Fact]
    public async Task Sweep_ThatIsReplayedOrJoined_CostsNothing()
    {
        await using var host = LimitedHost.Start();
        using var client = host.ClientFrom(Here);
        await RunAsync(client, "first");
        for (var again = 0; again < 5; again++)
            await RunAsync(client, "first");
        host.Model.IsHeld = true;
        using var open = await SweepLines.OpenAsync(client, SweepLines.Request(source: "second"));
        await host.Model.NextBegunAsync();
        await host.Model.NextBegunAsync();
        using var joined = await SweepLines.OpenAsync(client, SweepLines.Request(source: "second"));
        host.Model.GiveColumns(TestModel.Blocks);

        Assert.Equal("done", (await open.RestAsync())[^1].Kind());
        Assert.Equal("done", (await joined.RestAsync())[^1].Kind());
        using var refused = await client.PostAsync("sweeps", SweepLines.Request(source: "third"));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(2, host.Model.Sweeps);
    }

    [Fact]
    public async Task Sweep_ThatEverybodyLeft_IsPaidForAsFarAsItWasComputed()
    {
        await using var host = LimitedHost.Start();
        using var client = host.ClientFrom(Here);
        await RunAsync(client, "first");
        host.Model.IsHeld = true;
        var left = await SweepLines.OpenAsync(client, SweepLines.Request(source: "second"));
        await host.Model.NextBegunAsync();
        await host.Model.NextBegunAsync();
        host.Model.GiveColumns(1);
        while ((await left.NextAsync())!.Kind() != "cells")
        {
            // What comes before the first column.
        }
        left.Dispose();
        Assert.False(await host.Model.NextEndedAsync());
        Assert.True(await host.Model.NextEndedAsync());
        host.Model.IsHeld = false;

        // 12 of the 16 cells came back: enough for three columns, and for no fourth one.
        await WhenAllowedAsync(client, SweepLines.Request(source: "third", more: new { targetLayers = new[] { 0, 1, 2 } }));
        using var refused = await client.PostAsync("sweeps", SweepLines.Request(source: "third", more: new { targetLayers = new[] { 3 } }));

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
    }

    [Fact]
    public async Task Sweep_ThatFindsAFullQueue_IsNotPaidFor()
    {
        await using var host = LimitedHost.Start(("Inference:QueueLength", "1"));
        using var client = host.ClientFrom(Here);
        using var other = host.ClientFrom("192.0.2.2");
        host.Model.IsHeld = true;
        using var running = await SweepLines.OpenAsync(other, SweepLines.Request(source: "running"));
        await host.Model.NextBegunAsync();
        using var waiting = await SweepLines.OpenAsync(other, SweepLines.Request(source: "waiting"));
        for (var again = 0; again < 3; again++)
        {
            using var full = await client.PostAsync("sweeps", SweepLines.Request(source: "mine"));
            Assert.Contains("places of the queue", (await full.ProblemAsync(HttpStatusCode.TooManyRequests)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
        host.Model.IsHeld = false;
        host.Model.GiveColumns(2 * TestModel.Blocks);
        await running.RestAsync();
        await waiting.RestAsync();

        await RunAsync(client, "mine");
        await RunAsync(client, "again");
    }

    [Fact]
    public async Task Sweep_OverTheHub_IsRefusedInTheSameWords()
    {
        await using var host = LimitedHost.Start();
        foreach (var (transport, address) in new[] { (HttpTransportType.WebSockets, Here), (HttpTransportType.LongPolling, "192.0.2.3") })
        {
            await using var connection = await host.ConnectFromAsync(address, transport);
            await ReadAsync(connection, $"first {transport}");
            await ReadAsync(connection, $"second {transport}");

            var refusal = await Assert.ThrowsAsync<HubException>(() => ReadAsync(connection, $"third {transport}"));

            Assert.Matches("Your address has computed as much as it may for now .*: ask again in 1[0-9]{3} seconds", refusal.Message);
        }
        await using var other = await host.ConnectFromAsync("192.0.2.2");
        await ReadAsync(other, "of another address");
    }

    [Fact]
    public async Task Address_OfAnIPv6Network_IsOne()
    {
        await using var host = LimitedHost.Start();
        using var client = host.ClientFrom("2001:db8::1");
        using var neighbour = host.ClientFrom("2001:db8::2:1");
        using var other = host.ClientFrom("2001:db8:0:1::1");
        await RunAsync(client, "first");
        await RunAsync(neighbour, "second");

        using var refused = await client.PostAsync("sweeps", SweepLines.Request(source: "third"));

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        await RunAsync(other, "third");
    }

    [Fact]
    public async Task ForwardedAddress_OfNoTrustedProxy_IsNotBelieved()
    {
        await using var host = ApiHost.Start(("Limits:TrustedProxies", "10.0.0.0/8"), ("Limits:CellsPerSecond", "0.01"), ("Limits:Burst", "32"));
        using var first = host.ClientFrom(Here);
        using var second = host.ClientFrom("192.0.2.2");
        await RunAsync(first, "first");
        await RunAsync(first, "second");

        using var refused = await second.PostAsync("sweeps", SweepLines.Request(source: "third"));

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
    }

    [Theory]
    [InlineData("cells", 24)]       // two cells, twenty tokens written, on a budget of 32: a second one is too much
    [InlineData("lenses", 20)]      // 4 blocks x 5 tokens
    [InlineData("traces", 17)]      // 5 tokens, 3 states of 4 blocks
    [InlineData("interventions", 34)]
    public async Task WhatIsNoMap_IsChargedByItsTokens(string endpoint, int cells)
    {
        await using var host = ApiHost.Start(LimitedHost.TrustsTests, ("Limits:CellsPerSecond", "0.0001"), ("Limits:Burst", $"{cells + 1}"));
        using var client = host.ClientFrom(Here);
        using var all = await client.PostAsync(endpoint, Body(endpoint));
        Assert.Equal(HttpStatusCode.OK, all.StatusCode);
        await all.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        // One cell is left.
        using var refused = await client.PostAsync("sweeps", SweepLines.Request(more: new { sourceLayers = new[] { 0, 1 }, targetLayers = new[] { 0 } }));
        using var one = await client.PostAsync("sweeps", SweepLines.Request(more: new { sourceLayers = new[] { 0 }, targetLayers = new[] { 0 } }));

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (refused.StatusCode, one.StatusCode));
    }

    [Fact]
    public async Task MapLargerThanTheBudget_Runs_AndIsOwed()
    {
        await using var host = ApiHost.Start(LimitedHost.TrustsTests, ("Limits:CellsPerSecond", "0.01"), ("Limits:Burst", "8"));
        using var client = host.ClientFrom(Here);
        await RunAsync(client, "first");

        using var refused = await client.PostAsync("sweeps", SweepLines.Request(source: "second", more: new { sourceLayers = new[] { 0 }, targetLayers = new[] { 0 } }));

        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 850, 900);
    }

    [Fact]
    public async Task NoLimit_ByConfiguration()
    {
        await using var host = ApiHost.Start(("Limits:CellsPerSecond", "0"), ("Limits:Burst", "1"));
        foreach (var number in Enumerable.Range(0, 10))
            await RunAsync(host.Client, $"number {number}");
        Assert.Equal(10, host.Model.Sweeps);
    }

    [Fact]
    public async Task WhatTheServerRunsByItself_IsNotCounted()
    {
        await using var host = LimitedHost.Start();
        foreach (var number in Enumerable.Range(0, 5))
        {
            var run = await host.Service.StartSweepAsync(QueueTests.Request($"number {number}"), view: null, TestContext.Current.CancellationToken);
            await run.Events.LastAsync(TestContext.Current.CancellationToken);
        }
        Assert.Equal(5, host.Model.Sweeps);
    }

    /// <summary>The default, on the embedded model: 50 maps of 12 × 12 cells, all at once.</summary>
    [Fact]
    public async Task FiftySmallSweepsAtOnce_AreWithinTheDefault()
    {
        await using var host = ApiHost.StartEngine();
        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(async number =>
        {
            using var stream = await SweepLines.OpenAsync(host.Client, SweepLines.Request(source: $"The capital of Poland is {number}", target: "cat->cat; 135->135; ?->"));
            return await stream.RestAsync();
        }));

        Assert.All(all, lines => Assert.Equal("done", lines[^1].Kind()));
        Assert.All(all, lines => Assert.Equal(144, lines.Sum(line => line.Cells().Count())));
    }

    private static object Body(string endpoint) => endpoint switch
    {
        "cells" => new { sweep = SweepLines.Request(), sourceLayer = 0, targetLayer = 0, newTokens = 22 },
        "lenses" => new { model = "atlas", prompt = "a b c d e" },
        "traces" => new { model = "atlas", prompt = "a b c d e" },
        _ => new { model = "atlas", prompt = "a b c d e", interventions = new[] { new { kind = "zero", site = "mlp", layers = new[] { 0 } } } },
    };

    private static async Task RunAsync(HttpClient client, string source)
    {
        using var stream = await SweepLines.OpenAsync(client, SweepLines.Request(source: source));
        Assert.Equal("done", (await stream.RestAsync())[^1].Kind());
    }

    /// <summary>Asks until it is allowed: what was charged comes back when the run has ended, which nothing announces.</summary>
    private static async Task WhenAllowedAsync(HttpClient client, object request)
    {
        while (true)
        {
            using var response = await client.PostAsync("sweeps", request);
            if (response.StatusCode == HttpStatusCode.OK)
                return;
            Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private static async Task ReadAsync(HubConnection connection, string source)
    {
        JsonElement last = default;
        await foreach (var item in connection.StreamAsync<JsonElement>("StreamSweep", SweepLines.Request(source: source), TestContext.Current.CancellationToken))
            last = item;
        Assert.Equal("done", last.GetProperty("kind").GetString());
    }
}
