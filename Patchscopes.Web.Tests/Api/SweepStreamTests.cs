using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

public sealed class SweepStreamTests
{
    private static readonly string[] AllBlocks = ["0", "1", "2", "3"];

    [Fact]
    public async Task Sweep_OfAllBlocks_StreamsStartEachCellOnceAndDone()
    {
        await using var host = ApiHost.Start();

        using var stream = await SweepLines.OpenAsync(host.Client);
        var lines = await stream.RestAsync();

        Assert.Equal("application/x-ndjson", stream.Response.Content.Headers.ContentType?.ToString());
        lines.AssertWhole(AllBlocks, AllBlocks);
        Assert.True(lines[^1].Parsed().GetProperty("seconds").GetDouble() >= 0);
    }

    [Fact]
    public async Task Sweep_StartLine_HoldsModelAndTokensWithExactText()
    {
        await using var host = ApiHost.Start();

        using var stream = await SweepLines.OpenAsync(host.Client);
        var start = (await stream.NextAsync())!.Parsed();

        Assert.Equal(["kind", "model", "sourceTokens", "targetTokens", "cells", "answers", "written"], start.EnumerateObject().Select(field => field.Name));
        Assert.Equal("atlas", start.GetProperty("model").GetString());
        Assert.Equal(["a", " b", " c"], start.GetProperty("sourceTokens").EnumerateArray().Select(token => token.GetProperty("text").GetString()));
        Assert.Equal(["x", "␣y", "␣z"], start.GetProperty("targetTokens").EnumerateArray().Select(token => token.GetProperty("display").GetString()));
    }

    [Fact]
    public async Task Sweep_OfChosenLayersAndTopK_GivesThoseCellsWithFallingTop()
    {
        await using var host = ApiHost.Start();

        using var stream = await SweepLines.OpenAsync(host.Client,
            SweepLines.Request(more: new { sourceLayers = new object[] { 2, "emb" }, targetLayers = new object[] { "emb", 3, 0 }, topK = 7 }));
        var lines = await stream.RestAsync();

        lines.AssertWhole(["emb", "2"], ["emb", "0", "3"]);
        var tops = lines.Where(line => line.Kind() == "cells").SelectMany(line => line.Parsed().GetProperty("cells").EnumerateArray())
            .Select(cell => cell.GetProperty("top").EnumerateArray().ToList()).ToList();
        Assert.All(tops, top => Assert.Equal(7, top.Count));
        Assert.All(tops, top => Assert.Equal(top.OrderByDescending(Probability).Select(Probability), top.Select(Probability)));
        Assert.All(tops, top => Assert.Equal(["id", "text", "probability"], top[0].EnumerateObject().Select(field => field.Name)));
        Assert.All(tops, top => Assert.Equal(TestModel.Nasty, top[0].GetProperty("text").GetString()));
    }

    [Theory]
    [InlineData("last", 2)]
    [InlineData("patched", 1)]
    [InlineData(0, 0)]
    [InlineData(-3, 0)]
    [InlineData(null, 2)]
    public async Task Sweep_Readout_IsPlannedAtItsPosition(object? readout, int position)
    {
        await using var host = ApiHost.Start();

        using var stream = await SweepLines.OpenAsync(host.Client, SweepLines.Request(sourcePosition: 0, targetPosition: -2, more: new { readout }));

        var plan = await host.Model.NextBegunAsync();
        Assert.Equal((0, 1, position), (plan.Source.Position, plan.Target.Position, plan.ReadoutPosition));
    }

    [Fact]
    public async Task Sweep_WhileItIsComputed_SendsEachLineAtOnce()
    {
        await using var host = ApiHost.Start();
        host.Model.IsHeld = true;

        using var stream = await SweepLines.OpenAsync(host.Client);
        Assert.Equal("start", (await stream.NextAsync())!.Kind());
        Assert.Equal("unpatched", (await stream.NextAsync())!.Kind());
        for (var column = 0; column < TestModel.Blocks; column++)
        {
            host.Model.GiveColumns(1);
            Assert.Equal("cells", (await stream.NextAsync())!.Kind());
        }

        Assert.Equal("done", (await stream.NextAsync())!.Kind());
        Assert.Null(await stream.NextAsync());
    }

    [Fact]
    public async Task Sweep_AskedAgain_ReplaysTheSameLinesWithoutComputing()
    {
        await using var host = ApiHost.Start();
        using var first = await SweepLines.OpenAsync(host.Client);
        var computed = await first.RestAsync();

        using var second = await SweepLines.OpenAsync(host.Client, SweepLines.Request(
            sourcePosition: 2, more: new { readout = "last", topK = 5, sourceLayers = new[] { 3, 2, 1, 0 } }));
        var replayed = await second.RestAsync();

        Assert.Equal(computed, replayed);
        replayed.AssertWhole(AllBlocks, AllBlocks);
        Assert.Equal(1, host.Model.Sweeps);
    }

    [Fact]
    public async Task Sweep_WithoutCache_IsComputedAgain()
    {
        await using var host = ApiHost.Start(("Inference:CachedReadings", "0"));
        using var first = await SweepLines.OpenAsync(host.Client);
        await first.RestAsync();

        using var second = await SweepLines.OpenAsync(host.Client);
        await second.RestAsync();

        Assert.Equal(2, host.Model.Sweeps);
    }

    [Fact]
    public async Task Sweep_OfOneCellAndLongPrompts_CountsItsPromptsInTheCache()
    {
        // One cell of one token, and prompts of 12 tokens each: two such maps take more than this.
        await using var host = ApiHost.Start(("Inference:CachedReadings", "80"));
        static object One(string word) => SweepLines.Request(
            source: string.Join(' ', Enumerable.Repeat(word, TestModel.Context)), target: string.Join(' ', Enumerable.Repeat(word, TestModel.Context)),
            more: new { topK = 1, sourceLayers = new[] { 0 }, targetLayers = new[] { 0 } });

        foreach (var word in new[] { "a", "a", "b", "a" })
        {
            using var stream = await SweepLines.OpenAsync(host.Client, One(word));
            await stream.RestAsync();
        }

        Assert.Equal(3, host.Model.Sweeps);
    }

    [Fact]
    public async Task Sweep_JoinedInMidRun_GivesBothReadersAllLines()
    {
        await using var host = ApiHost.Start();
        host.Model.IsHeld = true;
        using var first = await SweepLines.OpenAsync(host.Client);
        var early = new List<string> { (await first.NextAsync())! };
        host.Model.GiveColumns(2);
        for (var line = 0; line < 3; line++)
            early.Add((await first.NextAsync())!);

        using var second = await SweepLines.OpenAsync(host.Client);
        Assert.Equal("start", (await second.NextAsync())!.Kind());
        host.Model.GiveColumns(2);
        var firstLines = early.Concat(await first.RestAsync()).ToList();
        var secondLines = early.Take(1).Concat(await second.RestAsync()).ToList();

        firstLines.AssertWhole(AllBlocks, AllBlocks);
        Assert.Equal(firstLines, secondLines);
        Assert.Equal(1, host.Model.Sweeps);
    }

    [Fact]
    public async Task Sweep_OneOfTwoReadersLeaves_GoesOn()
    {
        await using var host = ApiHost.Start();
        host.Model.IsHeld = true;
        var leaving = await SweepLines.OpenAsync(host.Client);
        await leaving.NextAsync();
        using var staying = await SweepLines.OpenAsync(host.Client);
        await staying.NextAsync();

        leaving.Dispose();
        host.Model.GiveColumns(TestModel.Blocks);

        Assert.Equal("done", (await staying.RestAsync())[^1].Kind());
        Assert.False(await host.Model.NextEndedAsync());
    }

    [Fact]
    public async Task Sweep_LastReaderLeaves_StopsAndIsNewWhenAskedAgain()
    {
        await using var host = ApiHost.Start();
        host.Model.IsHeld = true;
        var stream = await SweepLines.OpenAsync(host.Client);
        await stream.NextAsync();
        await host.Model.NextBegunAsync();

        stream.Dispose();

        Assert.True(await host.Model.NextEndedAsync());
        using var again = await SweepLines.OpenAsync(host.Client);
        host.Model.GiveColumns(TestModel.Blocks);
        (await again.RestAsync()).AssertWhole(AllBlocks, AllBlocks);
    }

    [Fact]
    public async Task Sweep_ThatBreaks_EndsWithFailedInSafeWordsAndIsNotKept()
    {
        await using var host = ApiHost.Start();
        host.Model.Breaks = new IOException("/root/secret.bin is gone");
        using var stream = await SweepLines.OpenAsync(host.Client);

        var lines = await stream.RestAsync();

        Assert.Equal(["start", "unpatched", "cells", "failed"], lines.Select(line => line.Kind()));
        Assert.DoesNotContain("secret", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("IOException", lines[^1], StringComparison.Ordinal);
        host.Model.Breaks = null;
        using var again = await SweepLines.OpenAsync(host.Client);
        (await again.RestAsync()).AssertWhole(AllBlocks, AllBlocks);
    }

    [Fact]
    public async Task Sweep_WhoseNumbersOverflow_SaysSo()
    {
        await using var host = ApiHost.Start();
        host.Model.FirstProbability = float.NaN;

        using var stream = await SweepLines.OpenAsync(host.Client);
        var lines = await stream.RestAsync();

        Assert.Equal(["start", "unpatched", "failed"], lines.Select(line => line.Kind()));
        Assert.Contains("overflowed", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sweep_ServerStops_TellsItsReaders()
    {
        await using var host = ApiHost.Start();
        host.Model.IsHeld = true;
        using var running = await SweepLines.OpenAsync(host.Client);
        using var waiting = await SweepLines.OpenAsync(host.Client, SweepLines.Request(source: "another"));
        await host.Model.NextBegunAsync();

        var stopping = host.Services.GetRequiredService<IHost>().StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal("cancelled", (await running.RestAsync())[^1].Kind());
        Assert.Equal(["start", "cancelled"], (await waiting.RestAsync()).Select(line => line.Kind()));
        await stopping.Soon();
        Assert.True(host.Model.IsDisposed);
    }

    [Fact]
    public async Task Sweeps_OfManyClients_RunOnTheInferenceThreadAlone()
    {
        await using var host = ApiHost.Start();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            using var stream = await SweepLines.OpenAsync(host.Client, SweepLines.Request(source: $"prompt {number}"));
            (await stream.RestAsync()).AssertWhole(AllBlocks, AllBlocks);
        }));

        Assert.Equal("inference", Assert.Single(host.Model.Threads).Value);
        Assert.Equal(8, host.Model.Sweeps);
    }

    private static double Probability(JsonElement token) => token.GetProperty("probability").GetDouble();
}
