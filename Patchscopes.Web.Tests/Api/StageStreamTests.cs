using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

/// <summary>How the streams of the stages tab begin, stop and end, on a model that can be held and broken.</summary>
public sealed class StageStreamTests
{
    private static readonly object[] Zero = [new { kind = "zero", site = "mlp", layers = new[] { 0 } }];

    [Fact]
    public async Task Trace_IsPlannedInAbsolutePositionsAndWithItsWords()
    {
        await using var host = Start();

        using var stream = await OpenAsync(host, "traces", new { model = "atlas", prompt = "a b c", position = -2, decoder = "token-identity", argument = "a", answer = " z ", topK = 3 });
        var lines = await stream.RestAsync();

        var plan = await host.Model.NextTracedAsync();
        Assert.Equal((1, 3, "a", "z"), (plan.Position, plan.TopK, plan.Argument?.Text, plan.Answer?.Text));
        Assert.Equal(["start", "block", "block", "block", "block", "verdict", "done"], lines.Select(line => line.Kind()));
        Assert.Equal("application/x-ndjson", stream.Response.Content.Headers.ContentType?.ToString());
        Assert.Equal("inference", Assert.Single(host.Model.Threads).Value);
    }

    [Fact]
    public async Task Intervention_TracesThePlainRunFirst_WhoseAnswerIsFollowed()
    {
        await using var host = Start();

        using var stream = await OpenAsync(host, "interventions", new { model = "atlas", prompt = "a b c", interventions = Zero });
        var lines = await stream.RestAsync();

        Assert.Empty((await host.Model.NextTracedAsync()).Interventions);
        var changed = await host.Model.NextTracedAsync();
        Assert.Single(changed.Interventions);
        Assert.Equal(TestModel.Nasty, changed.Answer?.Text);
        Assert.Equal(["verdict", "outcome", "done"], lines.TakeLast(3).Select(line => line.Kind()));
    }

    [Theory]
    [InlineData("traces")]
    [InlineData("interventions")]
    [InlineData("stages/datasets")]
    [InlineData("stages/ablations")]
    public async Task Stream_ClosedConnection_StopsTheWork(string endpoint)
    {
        await using var host = Start();
        host.Model.IsHeld = true;
        var stream = await OpenAsync(host, endpoint, Request(endpoint));
        Assert.Equal("start", (await stream.NextAsync())!.Kind());

        stream.Dispose();

        host.Model.IsHeld = false;
        // Another one: the same would join the work if it came before the server has heard that the connection is closed.
        using var next = await OpenAsync(host, "traces", new { model = "atlas", prompt = "b c d" });
        Assert.Equal("done", (await next.RestAsync())[^1].Kind());
    }

    [Fact]
    public async Task Trace_ClosedConnection_CancelsTheRunningTrace()
    {
        await using var host = Start();
        host.Model.IsHeld = true;
        var stream = await OpenAsync(host, "traces", Request("traces"));
        await host.Model.NextTracedAsync();

        stream.Dispose();

        Assert.True(await host.Model.NextEndedAsync());
    }

    [Fact]
    public async Task Dataset_BetweenTwoRows_GivesWayToATraceThatWaits()
    {
        await using var host = Start();
        host.Model.IsHeld = true;
        using var dataset = await OpenAsync(host, "stages/datasets", Request("stages/datasets"));
        await host.Model.NextTracedAsync();
        using var trace = await OpenAsync(host, "traces", Request("traces"));

        host.Model.GiveColumns(2);

        Assert.Equal("done", (await trace.RestAsync())[^1].Kind());
        Assert.Equal("start", (await dataset.NextAsync())!.Kind());
        Assert.Equal("verdict", (await dataset.NextAsync())!.Kind());
        host.Model.GiveColumns(2);
        Assert.Equal(["verdict", "verdict", "summary", "done"], (await dataset.RestAsync()).Select(line => line.Kind()));
    }

    [Theory]
    [InlineData("traces")]
    [InlineData("interventions")]
    [InlineData("stages/datasets")]
    public async Task Thresholds_OfTheConfiguration_DecideTheTrace(string endpoint)
    {
        await using var host = Start(("Stages:HardSpanLayers", "4"));
        using var stream = await OpenAsync(host, endpoint, Request(endpoint));

        Assert.Equal(4, (await host.Model.NextTracedAsync()).Thresholds.HardSpanLayers);
    }

    [Fact]
    public async Task FullQueue_RefusesWithRetryAfter()
    {
        await using var host = Start(("Inference:QueueLength", "1"));
        host.Model.IsHeld = true;
        // Not one that is asked for below: that would be joined, which costs no place.
        using var running = await OpenAsync(host, "traces", new { model = "atlas", prompt = "b c d" });
        await host.Model.NextTracedAsync();
        using var waiting = await OpenAsync(host, "stages/ablations", Request("stages/ablations"));

        foreach (var endpoint in new[] { "traces", "interventions", "stages/datasets", "stages/ablations" })
        {
            using var refused = await host.Client.PostAsJsonAsync($"/api/v1/{endpoint}", Request(endpoint), TestContext.Current.CancellationToken);
            await refused.ProblemAsync(HttpStatusCode.TooManyRequests);
            Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        }
        host.Model.IsHeld = false;
        host.Model.GiveColumns(1);
        Assert.Equal("done", (await running.RestAsync())[^1].Kind());
        Assert.Equal("done", (await waiting.RestAsync())[^1].Kind());
    }

    [Theory]
    [InlineData("traces")]
    [InlineData("interventions")]
    [InlineData("stages/datasets")]
    public async Task Stream_ThatBreaks_EndsWithFailedInSafeWords(string endpoint)
    {
        await using var host = Start();
        host.Model.Breaks = new IOException("/root/secret.bin is gone");

        using var stream = await OpenAsync(host, endpoint, Request(endpoint));
        var lines = await stream.RestAsync();

        Assert.Equal(["start", "failed"], lines.Select(line => line.Kind()));
        Assert.DoesNotContain("secret", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("IOException", lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("traces")]
    [InlineData("interventions")]
    [InlineData("stages/datasets")]
    public async Task Stream_WhoseNumbersOverflow_SaysSo(string endpoint)
    {
        await using var host = Start();
        host.Model.FirstProbability = float.NaN;

        using var stream = await OpenAsync(host, endpoint, Request(endpoint));
        var lines = await stream.RestAsync();

        Assert.Equal(["start", "failed"], lines.Select(line => line.Kind()));
        Assert.Contains("overflowed", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ServerStops_TellsItsReaders()
    {
        await using var host = Start();
        host.Model.IsHeld = true;
        using var running = await OpenAsync(host, "traces", Request("traces"));
        await host.Model.NextTracedAsync();
        using var waiting = await OpenAsync(host, "stages/datasets", Request("stages/datasets"));

        var stopping = host.Services.GetRequiredService<IHost>().StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["start", "cancelled"], (await running.RestAsync()).Select(line => line.Kind()));
        Assert.Equal(["start", "cancelled"], (await waiting.RestAsync()).Select(line => line.Kind()));
        await stopping.Soon();
    }

    [Fact]
    public async Task Trace_ReaderWhoLeavesWithoutReading_StopsTheWork()
    {
        await using var host = Start();
        host.Model.IsHeld = true;
        using var leaving = new CancellationTokenSource();
        await host.Services.GetRequiredService<IStageService>().TraceAsync(new TraceRequest { Model = "atlas", Prompt = "a" }, leaving.Token);
        await host.Model.NextTracedAsync();

        await leaving.CancelAsync();

        Assert.True(await host.Model.NextEndedAsync());
    }

    [Fact]
    public async Task Hub_ClientLeavesTheStream_CancelsTheRunningTrace()
    {
        await using var host = Start();
        host.Model.IsHeld = true;
        await using var connection = await host.ConnectAsync();
        using var leaving = new CancellationTokenSource();
        var reading = connection.StreamAsync<JsonElement>("StreamTrace", Request("traces"), leaving.Token).ToListAsync(CancellationToken.None).AsTask();
        await host.Model.NextTracedAsync();

        await leaving.CancelAsync();

        Assert.True(await host.Model.NextEndedAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task Trace_WithInterventions_AndInterveneWithout_AreRefused()
    {
        await using var host = Start();
        var service = host.Services.GetRequiredService<IStageService>();
        var plain = new TraceRequest { Model = "atlas", Prompt = "a" };
        var changed = plain with { Interventions = [new() { Kind = InterventionKind.CutAttention, From = 0 }] };

        var trace = await Assert.ThrowsAsync<RequestRefusedException>(() => service.TraceAsync(changed, TestContext.Current.CancellationToken));
        var intervene = await Assert.ThrowsAsync<RequestRefusedException>(() => service.InterveneAsync(plain, TestContext.Current.CancellationToken));

        Assert.Equal(("interventions", "interventions"), (trace.Field, intervene.Field));
    }

    /// <summary>A server whose test model has room for the built-in questions.</summary>
    private static ApiHost Start(params (string Key, string Value)[] settings)
    {
        var source = new TestModelSource();
        source.Models[0] = new TestModel("atlas", context: 200);
        return ApiHost.Start(source, settings);
    }

    private static Task<SweepLines> OpenAsync(ApiHost host, string endpoint, object request) => SweepLines.OpenAsync(host.Client, request, endpoint);

    private static object Request(string endpoint) => endpoint switch
    {
        "traces" => new { model = "atlas", prompt = "a b c" },
        "interventions" => new { model = "atlas", prompt = "a b c", interventions = Zero },
        "stages/datasets" => new { model = "atlas", rows = Enumerable.Repeat(new { question = "a b", argument = "a", answer = "z" }, 3) },
        _ => new { model = "atlas", relation = "capital", rows = 1 },
    };
}
