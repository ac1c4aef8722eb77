using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Patchscopes.Model.Architecture;
using Patchscopes.Web.Services;
using Patchscopes.Web.Tests.Model;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

/// <summary>The API on the engine itself: a tiny folder of random weights, and the embedded model.</summary>
public sealed class EngineApiTests
{
    private const string IdentityPrompt = "cat -> cat\n1135 -> 1135\nhello -> hello\n?";

    [Fact]
    public async Task Models_AreTheEmbeddedOneFirstAndThoseOfTheFolder()
    {
        using var folder = new TinyFolder();
        await using var host = ApiHost.StartEngine(folder.Root);

        Assert.Equal(["atlas", "atlas-small", "tiny"], await NamesAsync(host));
        Directory.Move(folder.Path, Path.Combine(folder.Root, "renamed"));
        Assert.Equal(["atlas", "atlas-small", "renamed"], await NamesAsync(host));
    }

    [Fact]
    public async Task Tokenize_GivesNoBosThatTheTokenizerDoesNotAsk_AndExactText()
    {
        using var folder = new TinyFolder();
        await using var host = ApiHost.StartEngine(folder.Root);

        using var response = await host.Client.PostAsJsonAsync(
            "/api/v1/tokenize", new { model = "tiny", text = "th a\né" }, TestContext.Current.CancellationToken);

        var tokens = (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("tokens").EnumerateArray().ToList();
        Assert.Equal(["th", " a", "\n", "\uFFFD", "\uFFFD"], tokens.Select(token => token.GetProperty("text").GetString()));
        Assert.Equal(["th", "␣a", "⏎", "‹0xC3›", "‹0xA9›"], tokens.Select(token => token.GetProperty("display").GetString()));
    }

    [Fact]
    public async Task Sweep_OfARandomModel_IsWholeAndItsProbabilitiesFall()
    {
        using var folder = new TinyFolder();
        await using var host = ApiHost.StartEngine(folder.Root);
        object[] layers = ["emb", 0, 1];

        using var stream = await SweepLines.OpenAsync(host.Client, SweepLines.Request(
            source: "a the th", target: "the a", targetPosition: 0, model: "tiny", more: new { sourceLayers = layers, targetLayers = layers, topK = 100 }));
        var lines = await stream.RestAsync();

        lines.AssertWhole(["emb", "0", "1"], ["emb", "0", "1"]);
        foreach (var cell in lines.Where(line => line.Kind() == "cells").SelectMany(line => line.Parsed().GetProperty("cells").EnumerateArray()))
        {
            var top = cell.GetProperty("top").EnumerateArray().Select(token => token.GetProperty("probability").GetDouble()).ToList();
            Assert.Equal(100, top.Count);
            Assert.Equal(top.OrderDescending(), top);
            Assert.InRange(top.Sum(), 0.1, 1.0001);
        }
    }

    [Fact]
    public async Task Sweep_OfTheEmbeddedModel_ReadsTheCapitalOutOfTheState()
    {
        await using var host = ApiHost.StartEngine();

        using var stream = await SweepLines.OpenAsync(host.Client, SweepLines.Request(source: "The capital of Poland is", target: IdentityPrompt));
        var lines = await stream.RestAsync();

        var blocks = Enumerable.Range(0, (await host.Service.DescribeAsync("atlas", TestContext.Current.CancellationToken)).Blocks).Select(block => $"{block}").ToList();
        lines.AssertWhole(blocks, blocks);
        Assert.Contains(lines, line => line.Contains("\"text\":\" Warsaw\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OpenCell_AgreesWithItsCellOfTheMap()
    {
        await using var host = ApiHost.StartEngine();
        var leaving = TestContext.Current.CancellationToken;
        var request = new SweepRequest { Model = "atlas", Source = new("The capital of Poland is", -1), Target = new(IdentityPrompt, -1), SourceLayers = [new Layer(9)], TargetLayers = [new Layer(1)] };

        var run = await host.Service.StartSweepAsync(request, view: null, leaving);
        var cell = Assert.Single((await run.Events.OfType<SweepCells>().SingleAsync(leaving)).Cells);
        var detail = await host.Service.OpenCellAsync(new CellRequest(request, new Layer(9), new Layer(1), TopK: 10, NewTokens: 3), leaving);

        Assert.Equal(10, detail.Top.Count);
        Assert.Equal(cell.Top[0].Id, detail.Top[0].Id);
        Assert.Equal(cell.Top[0].Probability, detail.Top[0].Probability, 1e-4f);
        Assert.InRange(detail.Patched.Count, 1, 3);
        Assert.Equal(detail.Top[0].Id, detail.Patched[0].Id);
        Assert.Equal(detail.UnpatchedTop[0].Id, detail.Unpatched[0].Id);
    }

    [Fact]
    public async Task Describe_GivesShapeAndPassedChecks()
    {
        using var folder = new TinyFolder();
        await using var host = ApiHost.StartEngine(folder.Root);

        var model = await host.Service.DescribeAsync("tiny", TestContext.Current.CancellationToken);

        Assert.Equal((TinyFolder.Blocks, TinyFolder.Width, TinyFolder.Context, TinyFolder.Vocabulary, "float32"),
            (model.Blocks, model.Width, model.Context, model.Vocabulary, model.DataType));
        Assert.NotEmpty(model.Checks);
        Assert.All(model.Checks, check => Assert.InRange(check.Difference, 0, check.Tolerance));
    }

    [Fact]
    public async Task DamagedModel_IsRefusedWithItsFileButNoPath_AndUsedOnceItIsMended()
    {
        using var folder = new TinyFolder();
        var weights = await File.ReadAllBytesAsync(folder.At("model.safetensors"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder.At("model.safetensors"), weights[..^8], TestContext.Current.CancellationToken);
        await using var host = ApiHost.StartEngine(folder.Root);

        using var refused = await host.Client.PostAsJsonAsync("/api/v1/sweeps", SweepLines.Request(model: "tiny"), TestContext.Current.CancellationToken);
        var words = await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder.At("model.safetensors"), weights, TestContext.Current.CancellationToken);
        using var stream = await SweepLines.OpenAsync(host.Client, SweepLines.Request(model: "tiny"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains("model.safetensors", words, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Root, words, StringComparison.Ordinal);
        Assert.Equal("done", (await stream.RestAsync())[^1].Kind());
    }

    [Fact]
    public async Task FolderOutsideTheConfiguredOne_CannotBeNamed()
    {
        using var outside = new TinyFolder();
        var inside = Directory.CreateDirectory(Path.Combine(outside.Root, "models"));
        await using var host = ApiHost.StartEngine(inside.FullName);

        foreach (var name in new[] { "../tiny", "..", outside.Path, "atlas/../../tiny" })
        {
            using var refused = await host.Client.PostAsJsonAsync("/api/v1/sweeps", SweepLines.Request(model: name), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        }
    }

    private static async Task<IEnumerable<string?>> NamesAsync(ApiHost host)
    {
        var answer = await host.Client.GetFromJsonAsync<JsonElement>("/api/v1/models", TestContext.Current.CancellationToken);
        return answer.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString());
    }
}
