using System.Net.Http.Json;
using System.Text.Json;
using Patchscopes.Web.Tests.Model;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

/// <summary>A published checkpoint whose tokenizer puts a space of its own before each text.</summary>
[Trait("Category", "Weights")]
public sealed class PublishedModelTests : IAsyncDisposable
{
    private const string Name = "stories260k";

    private static readonly string Folder = GoldenFiles.Shared("real");

    private readonly ApiHost? _host = Directory.Exists(Path.Combine(Folder, Name)) ? ApiHost.StartEngine(Folder) : null;

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? default;

    [Fact]
    public async Task Mean_IsATrueState_AsMappingAndAsControl()
    {
        var host = Host();
        var lines = await LinesAsync(host, new { mapping = new { kind = "mean" } });
        var cell = new { sweep = Request(), sourceLayer = 2, targetLayer = 1, newTokens = 1, controls = true };
        using var response = await host.Client.PostAsJsonAsync("/api/v1/cells", cell, Token);

        Assert.Equal("done", lines[^1].Kind());
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
        var controls = (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("controls").EnumerateArray().ToList();
        Assert.InRange(controls.Single(control => control.GetProperty("kind").GetString() == "mean").GetProperty("top")[0].GetProperty("probability").GetDouble(), 0.001, 1);
    }

    [Fact]
    public async Task AffineMap_IsFittedToPositionsOfTheTexts()
    {
        var lines = await LinesAsync(Host(), new { mapping = new { kind = "affine" }, sourceLayers = new[] { 3 }, targetLayers = new[] { 4 } });

        var fitted = lines.Single(line => line.Kind() == "fitted").Parsed();
        Assert.True(fitted.GetProperty("positions").GetInt32() > 1000);
        Assert.InRange(fitted.GetProperty("pairs")[0].GetProperty("r2").GetDouble(), 0.2, 1);
    }

    [Theory]
    [InlineData("girl")]
    [InlineData(" girl")]
    public async Task Answers_AreSpelledAsTheyAreReadInCells(string answer)
    {
        var host = Host();
        var lines = await LinesAsync(host, new { answers = new[] { answer } });
        var spelled = await host.Service.SpellAsync(Name, answer, Token);

        Assert.Equal(lines[0].Parsed().GetProperty("answers")[0].EnumerateArray().Select(token => token.GetProperty("id").GetInt32()), spelled.Select(token => token.Id));
        Assert.Equal(answer, string.Concat(spelled.Select(token => token.Text)));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ApiHost Host()
    {
        Assert.SkipUnless(_host is not null, $"The published checkpoint {Name} is not there: it is read in the folder shared/golden/real beside the project.");
        return _host!;
    }

    private static object Request(object? more = null) =>
        SweepLines.Request("Once upon a time, there was a little girl", -1, "She had a red", model: Name, more: more);

    private static async Task<IReadOnlyList<string>> LinesAsync(ApiHost host, object more)
    {
        using var stream = await SweepLines.OpenAsync(host.Client, Request(more));
        return await stream.RestAsync();
    }
}
