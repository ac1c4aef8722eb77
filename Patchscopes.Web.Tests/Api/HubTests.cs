using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Logging;
using Patchscopes.Web.Hubs;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

public sealed class HubTests
{
    [Fact]
    public async Task StreamSweep_StreamsTheObjectsOfTheApi()
    {
        await using var host = ApiHost.Start();
        await using var connection = await host.ConnectAsync();
        var request = SweepLines.Request(more: new { sourceLayers = new object[] { "emb", 1 }, readout = "patched" });

        var items = await ReadAsync(connection, request);
        using var stream = await SweepLines.OpenAsync(host.Client, request);

        var lines = await stream.RestAsync();
        lines.AssertWhole(["emb", "1"], ["0", "1", "2", "3"]);
        Assert.Equal(lines.Count, items.Count);
        Assert.All(lines.Zip(items), pair => Assert.True(JsonElement.DeepEquals(pair.First.Parsed(), pair.Second), $"{pair.First}\n{pair.Second}"));
    }

    [Theory]
    [InlineData("nope", 0, "There is no model \"nope\"")]
    [InlineData("atlas", 3, "source.position is 3, but the source prompt has 3 tokens")]
    public async Task StreamSweep_Refused_ThrowsTheWordsOfTheApi(string model, int position, string words)
    {
        await using var host = ApiHost.Start();
        await using var connection = await host.ConnectAsync();

        var refusal = await Assert.ThrowsAsync<HubException>(() => ReadAsync(connection, SweepLines.Request(model: model, sourcePosition: position)));

        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARefusal_IsNoFaultOfTheServer_AndAFaultIsLogged()
    {
        await using var host = ApiHost.Start();
        await using var connection = await host.ConnectAsync();

        await Assert.ThrowsAsync<HubException>(() => ReadAsync(connection, SweepLines.Request(model: "nope")));
        await Assert.ThrowsAsync<HubException>(() => connection.StreamAsync<JsonElement>("FollowRoom", "ZZZZZZ", TestContext.Current.CancellationToken).AnyAsync(TestContext.Current.CancellationToken).AsTask());
        Assert.Empty(host.Log.Errors);
        host.Model.BreaksTokenizing = true;
        await Assert.ThrowsAsync<HubException>(() => ReadAsync(connection, SweepLines.Request()));

        Assert.Equal("Patchscopes.Web.Hubs.PatchscopesHub: StreamSweep of the hub broke", Assert.Single(host.Log.Errors));
    }

    [Fact]
    public async Task AStreamThatBreaksMidway_IsLogged_AndItsLinesBeforeHaveCome()
    {
        var log = new TestLog();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(log));
        var faults = new HubFaults(factory.CreateLogger<PatchscopesHub>());
        var seen = new List<int>();

        await Assert.ThrowsAsync<IOException>(async () =>
        {
            await foreach (var line in faults.WatchAsync(BreakingAsync(), "StreamSweep", TestContext.Current.CancellationToken))
                seen.Add(line);
        });

        Assert.Equal([1, 2], seen);
        Assert.EndsWith("StreamSweep of the hub broke", Assert.Single(log.Errors), StringComparison.Ordinal);

        static async IAsyncEnumerable<int> BreakingAsync()
        {
            yield return 1;
            await Task.Yield();
            yield return 2;
            throw new IOException("/root/secret");
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"model":"atlas"}""")]
    [InlineData("""{"model":5}""")]
    public async Task StreamSweep_MalformedRequest_IsRefusedAndTheConnectionLives(string request)
    {
        await using var host = ApiHost.Start();
        await using var connection = await host.ConnectAsync();

        await Assert.ThrowsAsync<HubException>(() => ReadAsync(connection, JsonElement.Parse(request)));

        Assert.Equal("done", (await ReadAsync(connection, SweepLines.Request()))[^1].GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(4_000_000)]
    public async Task StreamSweep_PromptFarBeyondTheContext_IsRefusedInWords(int characters)
    {
        await using var host = ApiHost.Start();
        await using var connection = await host.ConnectAsync();

        var refusal = await Assert.ThrowsAsync<HubException>(() => ReadAsync(connection, SweepLines.Request(source: new string('a', characters))));

        Assert.Contains($"source.prompt has {characters} characters", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model":"nope","model":"atlas","source":{"prompt":"a","position":0},"target":{"prompt":"a","position":0}}""", "model is given twice")]
    [InlineData("""{"model":"atlas","source":{"prompt":"a","position":9,"position":0},"target":{"prompt":"a","position":0}}""", "source.position is given twice")]
    public async Task StreamSweep_WithAFieldGivenTwice_NamesIt(string request, string words)
    {
        await using var host = ApiHost.Start();
        await using var connection = await host.ConnectAsync();

        var refusal = await Assert.ThrowsAsync<HubException>(() => ReadAsync(connection, JsonElement.Parse(request)));

        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StreamSweep_ClientLeavesTheStream_StopsTheRun()
    {
        await using var host = ApiHost.Start();
        host.Model.IsHeld = true;
        await using var connection = await host.ConnectAsync();
        using var leaving = new CancellationTokenSource();
        var reading = ReadAsync(connection, SweepLines.Request(), leaving.Token);
        await host.Model.NextBegunAsync();

        await leaving.CancelAsync();

        Assert.True(await host.Model.NextEndedAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task StreamSweep_ClientDisconnects_StopsTheRun()
    {
        await using var host = ApiHost.Start();
        host.Model.IsHeld = true;
        var connection = await host.ConnectAsync();
        var reading = ReadAsync(connection, SweepLines.Request());
        await host.Model.NextBegunAsync();

        await connection.DisposeAsync();

        Assert.True(await host.Model.NextEndedAsync());
        await Assert.ThrowsAnyAsync<Exception>(() => reading);
    }

    [Fact]
    public async Task StreamSweep_SeveralAtOnce_AllRunToTheirEnds()
    {
        await using var host = ApiHost.Start();
        host.Model.IsHeld = true;
        await using var connection = await host.ConnectAsync();

        var readings = Enumerable.Range(0, 3).Select(number => ReadAsync(connection, SweepLines.Request(source: $"prompt {number}"))).ToList();
        host.Model.GiveColumns(3 * TestModel.Blocks);
        var all = await Task.WhenAll(readings);

        Assert.All(all, items => Assert.Equal("done", items[^1].GetProperty("kind").GetString()));
        Assert.Equal(3, host.Model.Sweeps);
    }

    private static async Task<IReadOnlyList<JsonElement>> ReadAsync(HubConnection connection, object request, CancellationToken? leaving = null)
    {
        var items = new List<JsonElement>();
        await foreach (var item in connection.StreamAsync<JsonElement>("StreamSweep", request, leaving ?? TestContext.Current.CancellationToken))
            items.Add(item);
        return items;
    }
}
