using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.Time.Testing;
using Patchscopes.Model.Architecture;
using Patchscopes.Web.Services;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

public sealed class QueueTests
{
    [Fact]
    public async Task FullQueue_RefusesWithRetryAfter_AndTakesJobsAgainWhenOneLeaves()
    {
        await using var host = ApiHost.Start(("Inference:QueueLength", "1"));
        host.Model.IsHeld = true;
        using var running = await SweepLines.OpenAsync(host.Client, SweepLines.Request(source: "running"));
        await host.Model.NextBegunAsync();
        var waiting = await SweepLines.OpenAsync(host.Client, SweepLines.Request(source: "waiting"));

        using var refused = await host.Client.PostAsJsonAsync("/api/v1/sweeps", SweepLines.Request(source: "refused"), TestContext.Current.CancellationToken);
        using var joined = await SweepLines.OpenAsync(host.Client, SweepLines.Request(source: "running"));
        waiting.Dispose();
        var place = await WhenFreeAsync(host, SweepLines.Request(source: "refused"));

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        host.Model.GiveColumns(8);
        Assert.Equal("done", (await running.RestAsync())[^1].Kind());
        Assert.Equal("done", (await place.RestAsync())[^1].Kind());
        place.Dispose();
        Assert.Equal(2, host.Model.Sweeps);
    }

    [Fact]
    public async Task SmallJob_GoesBeforeALargeOneThatCameFirst()
    {
        await using var host = ApiHost.Start();
        host.Model.IsHeld = true;
        using var running = await SweepLines.OpenAsync(host.Client, SweepLines.Request(source: "running"));
        await host.Model.NextBegunAsync();

        using var large = await SweepLines.OpenAsync(host.Client, SweepLines.Request(source: "large"));
        using var small = await SweepLines.OpenAsync(host.Client, SweepLines.Request(source: "small", more: new { sourceLayers = new[] { 0 } }));
        host.Model.GiveColumns(12);

        Assert.Single((await host.Model.NextBegunAsync()).SourceLayers);
        Assert.Equal(4, (await host.Model.NextBegunAsync()).SourceLayers.Count);
        await large.RestAsync();
        await small.RestAsync();
    }

    [Fact]
    public async Task QueuePlace_CountsTheJobsBefore()
    {
        await using var host = ApiHost.Start();
        host.Model.IsHeld = true;
        var leaving = TestContext.Current.CancellationToken;

        var first = await host.Service.StartSweepAsync(Request("first"), view: null, leaving);
        await host.Model.NextBegunAsync();
        var second = await host.Service.StartSweepAsync(Request("second"), view: null, leaving);
        var third = await host.Service.StartSweepAsync(Request("third"), view: null, leaving);
        var joinsThird = await host.Service.StartSweepAsync(Request("third"), view: null, leaving);
        var joinsFirst = await host.Service.StartSweepAsync(Request("first"), view: null, leaving);

        Assert.Equal((1, 2, 2, 0), (second.QueuePlace, third.QueuePlace, joinsThird.QueuePlace, joinsFirst.QueuePlace));
        host.Model.GiveColumns(12);
        foreach (var run in new[] { first, second, third, joinsThird, joinsFirst })
            Assert.IsType<SweepDone>(await run.Events.LastAsync(leaving));
    }

    [Fact]
    public async Task RunThatNobodyCameToRead_StopsWhenItsCallerIsCancelled()
    {
        await using var host = ApiHost.Start();
        host.Model.IsHeld = true;
        using var leaving = new CancellationTokenSource();
        var run = await host.Service.StartSweepAsync(Request("a"), view: null, leaving.Token);
        await host.Model.NextBegunAsync();

        await leaving.CancelAsync();

        Assert.True(await host.Model.NextEndedAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await run.Events.LastAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Tokenize_WhileASweepRuns_DoesNotWait()
    {
        await using var host = ApiHost.Start();
        host.Model.IsHeld = true;
        using var running = await SweepLines.OpenAsync(host.Client);
        await host.Model.NextBegunAsync();

        using var tokens = await host.Client.PostAsJsonAsync("/api/v1/tokenize", new { model = "atlas", text = "a b" }, TestContext.Current.CancellationToken).Soon();
        using var others = await host.Client.PostAsJsonAsync("/api/v1/tokenize", new { model = "other", text = "a b" }, TestContext.Current.CancellationToken).Soon();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (tokens.StatusCode, others.StatusCode));
    }

    [Fact]
    public async Task Request_WhileItsModelLoads_WaitsForIt()
    {
        var source = new TestModelSource();
        source.MayLoad.Reset();
        await using var host = ApiHost.Start(source);

        var opening = SweepLines.OpenAsync(host.Client);
        using var tokens = await host.Client.PostAsJsonAsync("/api/v1/tokenize", new { model = "atlas", text = "a b" }, TestContext.Current.CancellationToken).Soon();
        Assert.False(opening.IsCompleted);
        source.MayLoad.Set();
        using var stream = await opening;

        Assert.Equal("done", (await stream.RestAsync())[^1].Kind());
    }

    [Fact]
    public async Task OpenCell_GivesItsTokens_AndRefusesALayerThatIsNot()
    {
        await using var host = ApiHost.Start();
        var leaving = TestContext.Current.CancellationToken;

        var cell = await host.Service.OpenCellAsync(new CellRequest(Request("a"), new Layer(0), Layer.Embedding, TopK: 10, NewTokens: 3), leaving);
        var refusal = await Assert.ThrowsAsync<RequestRefusedException>(
            () => host.Service.OpenCellAsync(new CellRequest(Request("a"), new Layer(4), new Layer(0)), leaving));

        Assert.Equal((10, 3), (cell.Top.Count, cell.Patched.Count));
        Assert.Equal((RefusalReason.Invalid, "sourceLayer"), (refusal.Reason, refusal.Field));
        Assert.Equal("inference", Assert.Single(host.Model.Threads).Value);
    }

    [Fact]
    public async Task OpenCell_ThatBreaks_IsRefusedInSafeWords()
    {
        await using var host = ApiHost.Start();
        host.Model.Breaks = new IOException("/root/secret.bin is gone");

        var refusal = await Assert.ThrowsAsync<RequestRefusedException>(() => host.Service.OpenCellAsync(
            new CellRequest(Request("a"), new Layer(0), new Layer(0)), TestContext.Current.CancellationToken));

        Assert.Equal(RefusalReason.Broken, refusal.Reason);
        Assert.Contains("The cell broke on the server", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Estimate_IsOfWhatCellsTake_NotOfWhatCameBeforeThem()
    {
        var time = new FakeTimeProvider();
        await using var host = ApiHost.Start(new TestModelSource { Time = time });
        (host.Model.Reads, host.Model.Computes) = (() => time.Advance(TimeSpan.FromSeconds(100)), () => time.Advance(TimeSpan.FromSeconds(1)));
        using var stream = await SweepLines.OpenAsync(host.Client);
        var lines = await stream.RestAsync();

        Assert.Equal(104, lines[^1].Parsed().GetProperty("seconds").GetDouble());
        Assert.Equal(TimeSpan.FromSeconds(TestModel.Blocks), host.Service.Estimate("atlas", TestModel.Blocks * TestModel.Blocks, 1));
    }

    [Fact]
    public async Task Estimate_IsLearnedFromTheFirstMap()
    {
        await using var host = ApiHost.Start();
        Assert.Null(host.Service.Estimate("atlas", 16, 1));

        using var stream = await SweepLines.OpenAsync(host.Client);
        await stream.RestAsync();

        var (small, large) = (host.Service.Estimate("atlas", 16, 1), host.Service.Estimate("atlas", 32, 1));
        Assert.True(small > TimeSpan.Zero);
        Assert.Equal(2, large!.Value / small.Value, 0.05);
        Assert.Null(host.Service.Estimate("other", 16, 1));
    }

    /// <summary>Asks until the place that somebody else left is free: the server learns of a closed connection when it is told.</summary>
    private static async Task<SweepLines> WhenFreeAsync(ApiHost host, object request)
    {
        while (true)
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, "/api/v1/sweeps") { Content = JsonContent.Create(request) };
            using var response = await host.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken).Soon();
            if (response.StatusCode == HttpStatusCode.OK)
                return await SweepLines.OpenAsync(host.Client, request);
        }
    }

    internal static SweepRequest Request(string source) => new()
    {
        Model = "atlas",
        Source = new PromptPosition(source, -1),
        Target = new PromptPosition("x y z", -1),
    };
}
