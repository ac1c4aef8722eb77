using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

/// <summary>Each part of the tuple by the API, against plain runs of the model itself.</summary>
public sealed class TupleApiTests(EngineHost shared) : IClassFixture<EngineHost>
{
    private const string Source = "The capital of Poland is";
    private const string Target = "cat -> cat\n1135 -> 1135\nhello -> hello\n?";

    [Theory]
    [InlineData("attention", PatchSite.AttentionWrite)]
    [InlineData("mlp", PatchSite.FeedForwardWrite)]
    [InlineData("mid", PatchSite.Mid)]
    public async Task Site_IsReadAndPutInsideTheBlock(string name, PatchSite site)
    {
        using var model = Atlas();
        var run = model.Run(model.Tokenizer.EncodeToIds(Source), [], Token);
        var cell = await CellAsync(new { site = name, sourceLayers = Layers(7), targetLayers = Layers(3) });
        var states = site switch { PatchSite.AttentionWrite => run.AttentionWrite, PatchSite.Mid => run.Mid, _ => run.FeedForwardWrite };
        AssertSays(model, cell, new StateIntervention { Layer = new(3), Site = site, Positions = [Last(model)], Edit = new StateEdit.Replace(states.At(7, 4)) });
    }

    [Theory]
    [InlineData("""{"kind":"scale","factor":-2.5}""", -2.5f)]
    [InlineData("""{"kind":"zero"}""", 0f)]
    public async Task Mapping_ChangesTheVectorBeforeItIsPutIn(string mapping, float factor)
    {
        using var model = Atlas();
        var state = model.Run(model.Tokenizer.EncodeToIds(Source), [], Token).Residual.At(8, 4).ToArray().Select(x => x * factor).ToArray();
        var cell = await CellAsync(new { mapping = JsonElement.Parse(mapping), sourceLayers = Layers(7), targetLayers = Layers(3) });
        AssertSays(model, cell, StateIntervention.Patch(new(3), Last(model), state));
    }

    [Fact]
    public async Task AlsoPatched_PutsTheVectorAtEveryPosition()
    {
        using var model = Atlas();
        var state = model.Run(model.Tokenizer.EncodeToIds(Source), [], Token).Residual.At(8, 4);
        var cell = await CellAsync(new { alsoPatched = new[] { 3, -2 }, sourceLayers = Layers(7), targetLayers = Layers(3) });
        AssertSays(model, cell, new StateIntervention { Layer = new(3), Positions = [3, Last(model) - 1, Last(model)], Edit = new StateEdit.Replace(state) });
    }

    [Fact]
    public async Task Mean_IsTheSameForEverySourceToken_AndNoneOfItsStates()
    {
        var mean = new { kind = "mean" };
        var one = await CellAsync(new { mapping = mean, sourceLayers = Layers(7), targetLayers = Layers(3) });
        var other = await CellAsync(new { mapping = mean, sourceLayers = Layers(7), targetLayers = Layers(3) }, sourcePosition: 1);
        var own = await CellAsync(new { sourceLayers = Layers(7), targetLayers = Layers(3) });
        Assert.Equal(Probability(one), Probability(other));
        Assert.NotEqual(Probability(one), Probability(own), 1e-4);
    }

    [Fact]
    public async Task SourceModel_OfAnotherWidth_NeedsAnAffineMap_WhichSaysHowWellItFits()
    {
        using var refused = await shared.Host.Client.PostAsJsonAsync("/api/v1/sweeps", SweepLines.Request(Source, -1, Target, more: new { sourceModel = "atlas-small" }), Token);
        var lines = await LinesAsync(new { sourceModel = "atlas-small", mapping = new { kind = "affine", fitAt = "last-token" }, sourceLayers = Layers(5), targetLayers = Layers(10, 11) });

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("128 numbers and those of atlas 192", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        var fitted = lines.Single(line => line.Kind() == "fitted").Parsed();
        Assert.True(fitted.GetProperty("positions").GetInt32() > 2 * 128);
        Assert.True(fitted.GetProperty("heldOut").GetInt32() > 100);
        Assert.Equal(["5>10", "5>11"], fitted.GetProperty("pairs").EnumerateArray().Select(pair => $"{pair.GetProperty("sourceLayer")}>{pair.GetProperty("targetLayer")}"));
        Assert.All(fitted.GetProperty("pairs").EnumerateArray(), pair => Assert.InRange(pair.GetProperty("r2").GetDouble(), 0.1, 1));
        // The small model knows the answer, and the large one says what it is told.
        Assert.Equal(" Warsaw", Cells(lines).Single(cell => cell.GetProperty("targetLayer").GetInt32() == 11).GetProperty("top")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task Answers_HaveTheirProbabilitiesInEveryCell_AndWithoutThePatch()
    {
        var lines = await LinesAsync(new { answers = new[] { " Warsaw", " Warsaw is" }, topK = 100, sourceLayers = Layers(9), targetLayers = Layers(2, 11) });
        Assert.Equal([1, 2], lines[0].Parsed().GetProperty("answers").EnumerateArray().Select(answer => answer.GetArrayLength()));
        foreach (var cell in Cells(lines))
        {
            var (one, two) = (cell.GetProperty("answers")[0], cell.GetProperty("answers")[1]);
            var top = cell.GetProperty("top").EnumerateArray().ToList();
            var rank = top.FindIndex(token => token.GetProperty("text").GetString() == " Warsaw") + 1;
            Assert.Equal(rank, one.GetProperty("rank").GetInt32());
            Assert.Equal(top[rank - 1].GetProperty("probability").GetDouble(), one.GetProperty("probability").GetDouble(), 1e-5);
            Assert.True(two.GetProperty("probability").GetDouble() < one.GetProperty("probability").GetDouble());
            Assert.Equal(JsonValueKind.Null, two.GetProperty("rank").ValueKind);
        }
        Assert.Equal(2, lines.Single(line => line.Kind() == "unpatched").Parsed().GetProperty("answers").GetArrayLength());
    }

    [Fact]
    public async Task NewTokens_AreWrittenForEveryCellOrTheDiagonal_AndSayWhetherTheyHoldAnAnswer()
    {
        using var model = Atlas();
        var lines = await LinesAsync(new { newTokens = 4, answers = new[] { " Warsaw" }, sourceLayers = Layers(2, 9), targetLayers = Layers(2, 9) });
        var written = lines.Where(line => line.Kind() == "written").SelectMany(line => line.Parsed().GetProperty("cells").EnumerateArray()).ToList();
        var states = model.Run(model.Tokenizer.EncodeToIds(Source), [], Token).Residual;
        Assert.Equal(4, written.Count);
        foreach (var cell in written)
        {
            var patch = StateIntervention.Patch(new(cell.GetProperty("targetLayer").GetInt32()), Last(model), states.At(cell.GetProperty("sourceLayer").GetInt32() + 1, 4));
            var tokens = model.Continue(model.Tokenizer.EncodeToIds(Target), [patch], 4, stopAtEnd: true, Token);
            Assert.Equal(tokens, cell.GetProperty("tokens").EnumerateArray().Select(token => token.GetProperty("id").GetInt32()));
            Assert.Equal(model.Tokenizer.Decode(tokens).Contains("Warsaw", StringComparison.Ordinal), cell.GetProperty("hasAnswer").GetBoolean());
        }
        var diagonal = await LinesAsync(new { newTokens = 1, writes = "diagonal", sourceLayers = Layers(2, 9), targetLayers = Layers(9, 2, 4) });
        Assert.Equal(["2>2", "9>9"], diagonal.Where(line => line.Kind() == "written").SelectMany(line => line.Parsed().GetProperty("cells").EnumerateArray())
            .Select(cell => $"{cell.GetProperty("sourceLayer")}>{cell.GetProperty("targetLayer")}").Order());
        Assert.All(diagonal.Where(line => line.Kind() == "written").SelectMany(line => line.Parsed().GetProperty("cells").EnumerateArray()),
            cell => Assert.Equal(JsonValueKind.Null, cell.GetProperty("hasAnswer").ValueKind));
    }

    [Fact]
    public async Task Cell_HasControlsOfEveryKind_WithTheirOwnReadings()
    {
        using var model = Atlas();
        using var response = await shared.Host.Client.PostAsJsonAsync("/api/v1/cells", new { sweep = SweepLines.Request(Source, -1, Target), sourceLayer = 9, targetLayer = 2, newTokens = 2, controls = true }, Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
        var detail = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        var controls = detail.GetProperty("controls").EnumerateArray().ToList();
        Assert.Equal(["mean 0", "random 1", "random 2", "random 3", "random 4", "random 5", "token 0", "token 1", "token 2", "token 3"],
            controls.Select(control => $"{control.GetProperty("kind").GetString()} {control.GetProperty("number")}").Order(StringComparer.Ordinal));
        var states = model.Run(model.Tokenizer.EncodeToIds(Source), [], Token).Residual;
        var token = controls.Single(control => control.GetProperty("kind").GetString() == "token" && control.GetProperty("number").GetInt32() == 3);
        AssertSays(model, token, StateIntervention.Patch(new(2), Last(model), states.At(10, 3)));
        var norm = Math.Sqrt(states.At(10, 4).ToArray().Sum(x => (double)x * x));
        var random = controls.Single(control => control.GetProperty("kind").GetString() == "random" && control.GetProperty("number").GetInt32() == 4);
        AssertSays(model, random, StateIntervention.Patch(new(2), Last(model), PatchVectors.Random([4], 192, norm).At(new(2))));
    }

    [Fact]
    public async Task Cell_OfZeros_HasRandomVectorsAsLongAsTheStateThatTheyStandInFor()
    {
        using var model = Atlas();
        var sweep = SweepLines.Request(Source, -1, Target, more: new { mapping = new { kind = "zero" } });
        using var response = await shared.Host.Client.PostAsJsonAsync("/api/v1/cells", new { sweep, sourceLayer = 9, targetLayer = 2, newTokens = 0, controls = true }, Token);
        var controls = (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("controls").EnumerateArray().ToList();
        Assert.Equal(Enumerable.Repeat("random", 5), controls.Select(control => control.GetProperty("kind").GetString()));
        var norm = Math.Sqrt(model.Run(model.Tokenizer.EncodeToIds(Source), [], Token).Residual.At(10, 4).ToArray().Sum(x => (double)x * x));
        AssertSays(model, controls[3], StateIntervention.Patch(new(2), Last(model), PatchVectors.Random([4], 192, norm).At(new(2))));
    }

    [Theory]
    [InlineData("logit-lens")]
    [InlineData("token-identity")]
    public async Task Lens_LastRowOfTheLogitLensIsWhatTheModelSays_AndEachDecoderItsPatchscope(string decoder)
    {
        using var model = Atlas();
        using var response = await shared.Host.Client.PostAsJsonAsync("/api/v1/lenses", new { model = "atlas", prompt = Source, decoder, topK = 2 }, Token);
        var table = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        var rows = table.GetProperty("layers").EnumerateArray().ToList();
        Assert.Equal((12, 5), (rows.Count, rows[0].GetProperty("positions").GetArrayLength()));
        var (own, logits) = (model.Run(model.Tokenizer.EncodeToIds(Source), [], Token), rows[^1].GetProperty("positions"));
        for (var position = 0; position < 5; position++)
            Assert.Equal(own.Logits.At(0, position).ToArray().Index().MaxBy(x => x.Item).Index, logits[position][0].GetProperty("id").GetInt32());
        var patch = StateIntervention.Patch(new(decoder == "logit-lens" ? 11 : 4), Last(model), own.Residual.At(5, 3));
        var expected = model.Run(model.Tokenizer.EncodeToIds(Target), [patch], Token).Logits.At(0, Last(model)).ToArray().Index().MaxBy(x => x.Item).Index;
        Assert.Equal(expected, rows[4].GetProperty("positions")[3][0].GetProperty("id").GetInt32());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static LoadedModel Atlas() => LoadedModel.Load("atlas", ModelCatalog.EmbeddedFolder("atlas"));

    private static int Last(LoadedModel model) => model.Tokenizer.EncodeToIds(Target).Count - 1;

    private static int[] Layers(params int[] layers) => layers;

    private async Task<IReadOnlyList<string>> LinesAsync(object more, int sourcePosition = -1)
    {
        using var stream = await SweepLines.OpenAsync(shared.Host.Client, SweepLines.Request(Source, sourcePosition, Target, more: more));
        var lines = await stream.RestAsync();
        Assert.Equal("done", lines[^1].Kind());
        return lines;
    }

    private async Task<JsonElement> CellAsync(object more, int sourcePosition = -1) => Cells(await LinesAsync(more, sourcePosition)).Single();

    private static IEnumerable<JsonElement> Cells(IReadOnlyList<string> lines) =>
        lines.Where(line => line.Kind() == "cells").SelectMany(line => line.Parsed().GetProperty("cells").EnumerateArray());

    private static double Probability(JsonElement cell) => cell.GetProperty("top")[0].GetProperty("probability").GetDouble();

    /// <summary>Fails unless a cell or a control has the most probable token of a plain run with the patch, and its probability.</summary>
    private static void AssertSays(LoadedModel model, JsonElement cell, StateIntervention patch)
    {
        var logits = model.Run(model.Tokenizer.EncodeToIds(Target), [patch], Token).Logits.At(0, Last(model)).ToArray();
        var best = logits.Index().MaxBy(x => x.Item);
        Assert.Equal(best.Index, cell.GetProperty("top")[0].GetProperty("id").GetInt32());
        Assert.Equal(1 / logits.Sum(x => Math.Exp(x - best.Item)), Probability(cell), 1e-4);
    }
}
