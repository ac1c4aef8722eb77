using System.Text.Json;
using Patchscopes.Model.Running;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

/// <summary>POST /api/v1/traces and /api/v1/interventions on the embedded model.</summary>
public sealed class TraceApiTests(EngineHost shared) : IClassFixture<EngineHost>
{
    private static readonly string[] Says = ["top", "argument", "answer", "entropy", "cosineWithFinal"];
    private static readonly string[] Standing = ["id", "text", "probability", "rank", "reciprocalRank"];

    [Fact]
    public async Task Trace_Lines_AreThoseOfTheContract()
    {
        var lines = await TraceAsync(new { model = "atlas", prompt = StageQuestions.Poland });

        var blocks = lines.Count - 3;
        Assert.Equal(["start", .. Enumerable.Repeat("block", blocks), "verdict", "done"], lines.Select(line => line.Text("kind")));
        Assert.Equal(["kind", "model", "tokens", "position", "decoder"], lines[0].Names());
        Assert.Equal(("atlas", "logit-lens"), (lines[0].Text("model"), lines[0].Text("decoder")));
        Assert.Equal(StageQuestions.Poland, string.Concat(lines[0].GetProperty("tokens").EnumerateArray().Select(token => token.Text("text"))));
        Assert.Equal(lines[0].GetProperty("tokens").GetArrayLength() - 1, lines[0].Whole("position"));
        foreach (var (at, block) in lines.Skip(1).Take(blocks).Index())
        {
            Assert.Equal(["kind", "layer", "afterAttention", "afterMlp", "norms"], block.Names());
            Assert.Equal(at, block.Whole("layer"));
            Assert.Equal(["before", "attentionWrite", "feedForwardWrite", "after"], block.GetProperty("norms").Names());
            AssertSays(block.GetProperty("afterAttention"));
            AssertSays(block.GetProperty("afterMlp"));
        }
        Assert.Equal(
            ["kind", "label", "argumentSpan", "isHardSpan", "applicationLayer", "attribution", "saturationStart", "xScore", "crossing", "argumentStage", "saturationStage", "argument", "answer", "said", "isSaidInPrompt", "doubts", "saidWord"],
            lines[^2].Names());
        Assert.Equal(["kind", "seconds"], lines[^1].Names());
        Assert.True(lines[^1].GetProperty("seconds").GetDouble() > 0);
    }

    [Theory]
    [InlineData("logit-lens")]
    [InlineData("token-identity")]
    public async Task Trace_OfAnAbstractiveQuestion_SaysSo(string decoder)
    {
        var lines = await TraceAsync(new { model = "atlas", prompt = StageQuestions.Poland, decoder });

        var verdict = lines.Of("verdict");
        Assert.Equal(decoder, lines[0].Text("decoder"));
        Assert.Equal(("abstractive", "mlp", "clear"), (verdict.Text("label"), verdict.Text("attribution"), verdict.Text("crossing")));
        Assert.Equal((" Poland", " Warsaw", " Warsaw"), (Word("argument"), Word("answer"), Word("said")));
        var span = verdict.GetProperty("argumentSpan");
        Assert.Equal(["first", "last"], span.Names());
        Assert.True(span.Whole("first") <= span.Whole("last") && span.Whole("last") < verdict.Whole("applicationLayer"));
        Assert.InRange(verdict.GetProperty("xScore").GetDouble(), 0.5, 1);

        string? Word(string name) => verdict.GetProperty(name).Text("text");
    }

    [Fact]
    public async Task Trace_OfItsExtractiveTwin_WritesNullsForWhatIsNotThere()
    {
        var lines = await TraceAsync(new { model = "atlas", prompt = StageQuestions.Twin });

        var verdict = lines.Of("verdict");
        Assert.Equal("extractive", verdict.Text("label"));
        Assert.False(verdict.GetProperty("isHardSpan").GetBoolean());
        Assert.True(verdict.GetProperty("isSaidInPrompt").GetBoolean());
        Assert.All(new[] { "applicationLayer", "attribution", "argumentStage" }, name => Assert.Equal(JsonValueKind.Null, verdict.GetProperty(name).ValueKind));
    }

    [Fact]
    public async Task Trace_WithoutAnyWordToFollow_WritesNullForTheArgument()
    {
        var lines = await TraceAsync(new { model = "atlas", prompt = ".", argument = (string?)null });

        var verdict = lines.Of("verdict");
        Assert.Equal("no-x", verdict.Text("label"));
        Assert.All(new[] { "argument", "argumentSpan", "xScore", "crossing" }, name => Assert.Equal(JsonValueKind.Null, verdict.GetProperty(name).ValueKind));
        Assert.Equal(JsonValueKind.Null, lines[1].GetProperty("afterMlp").GetProperty("argument").ValueKind);
        Assert.NotEmpty(verdict.GetProperty("doubts").EnumerateArray());
    }

    [Fact]
    public async Task Trace_WithEveryField_FollowsThem()
    {
        var lines = await TraceAsync(new { model = "atlas", prompt = StageQuestions.Poland, position = 3, decoder = "logit-lens", argument = "Poland", answer = "Krakow", topK = 4 });

        Assert.Equal(3, lines[0].Whole("position"));
        Assert.All(lines.Where(line => line.Text("kind") == "block"), block => Assert.Equal(4, block.GetProperty("afterMlp").GetProperty("top").GetArrayLength()));
        var verdict = lines.Of("verdict");
        Assert.Equal(" Poland", verdict.GetProperty("argument").Text("text"));
        Assert.Contains(verdict.Text("label"), (string[])["wrong-answer", "argument-only"]);
    }

    [Fact]
    public async Task Intervention_RemovingTheApplicationLayersMlp_GivesBackTheArgument()
    {
        var applied = (await TraceAsync(new { model = "atlas", prompt = StageQuestions.Poland })).Of("verdict").Whole("applicationLayer");

        var lines = await InterveneAsync(new { kind = "zero", site = "mlp", layers = new[] { applied } });

        Assert.Equal(["verdict", "outcome", "done"], lines.TakeLast(3).Select(line => line.Text("kind")));
        var outcome = lines.Of("outcome");
        Assert.Equal(["kind", "before", "after", "changed", "saysArgument"], outcome.Names());
        Assert.True(outcome.GetProperty("changed").GetBoolean());
        Assert.True(outcome.GetProperty("saysArgument").GetBoolean());
        Assert.Equal((" Warsaw", " Poland"), (outcome.GetProperty("before").Top(), outcome.GetProperty("after").Top()));
        Assert.Equal(" Warsaw", outcome.GetProperty("after").GetProperty("answer").Text("text"));
        Assert.Equal(" Poland", lines.Of("verdict").GetProperty("said").Text("text"));
        Assert.Equal("argument-only", lines.Of("verdict").Text("label"));
        Assert.Equal(0, lines[applied + 1].GetProperty("norms").GetProperty("feedForwardWrite").GetDouble());
    }

    [Fact]
    public async Task Intervention_ThatReplacesAWriteByItself_ChangesNothing()
    {
        using var model = LoadedModel.Load("atlas", Path.Combine(AppContext.BaseDirectory, "Embedded", "atlas"));
        var tokens = model.Tokenizer.EncodeToIds(StageQuestions.Poland);
        var run = model.Run(tokens, [], TestContext.Current.CancellationToken);
        var plain = await TraceAsync(new { model = "atlas", prompt = StageQuestions.Poland });

        var lines = await InterveneAsync([.. Enumerable.Range(0, model.Config.Blocks).SelectMany(block => new object[]
        {
            new { kind = "replace", site = "attention", layers = new[] { block }, vector = run.AttentionWrite.At(block, tokens.Count - 1).ToArray() },
            new { kind = "replace", site = "mlp", layers = new[] { block }, vector = run.FeedForwardWrite.At(block, tokens.Count - 1).ToArray() },
        })]);

        Assert.False(lines.Of("outcome").GetProperty("changed").GetBoolean());
        AssertSame(plain, lines);
    }

    [Fact]
    public async Task Intervention_ThatAddsNothingOrScalesByOne_ChangesNothing_AtEverySite()
    {
        var plain = await TraceAsync(new { model = "atlas", prompt = StageQuestions.Poland });
        var width = (await shared.Host.Service.DescribeAsync("atlas", TestContext.Current.CancellationToken)).Width;
        var sites = new[] { "residual", "mid", "attention", "mlp" };

        var lines = await InterveneAsync([.. sites.SelectMany(site => new object[]
        {
            new { kind = "scale", site, layers = new[] { 0, 5 }, positions = Array.Empty<int>(), factor = 1 },
            new { kind = "add", site, layers = new[] { 1 }, positions = new[] { 0, -1 }, vector = new float[width] },
        })]);

        AssertSame(plain, lines);
    }

    [Theory]
    [InlineData("residual")]
    [InlineData("mid")]
    [InlineData("attention")]
    [InlineData("mlp")]
    public async Task Intervention_AtEachSiteOfEveryPosition_ActsThere(string site)
    {
        const int Block = 5;
        var plain = (await TraceAsync(new { model = "atlas", prompt = StageQuestions.Poland }))[Block + 1].GetProperty("norms");

        var lines = await InterveneAsync(new { kind = "scale", site, layers = new[] { Block }, positions = Array.Empty<int>(), factor = 0.0 });

        var norms = lines[Block + 1].GetProperty("norms");
        Assert.Equal(plain.GetProperty("before").GetDouble(), norms.GetProperty("before").GetDouble(), 4);
        Assert.Equal(site == "attention", norms.GetProperty("attentionWrite").GetDouble() == 0);
        Assert.Equal(site == "mlp", norms.GetProperty("feedForwardWrite").GetDouble() == 0);
        Assert.Equal(site == "residual", norms.GetProperty("after").GetDouble() == 0);
        Assert.NotEqual(plain.GetProperty("after").GetDouble(), norms.GetProperty("after").GetDouble());
    }

    [Fact]
    public async Task Intervention_CuttingAttentionToTheArgument_TakesTheAnswerAway()
    {
        var tokens = (await TraceAsync(new { model = "atlas", prompt = StageQuestions.Poland }))[0].GetProperty("tokens").EnumerateArray().Select(token => token.Text("text")).ToList();
        var argument = tokens.LastIndexOf(" Poland");

        var lines = await InterveneAsync([.. Enumerable.Range(argument + 1, tokens.Count - argument - 1)
            .Select(to => (object)new { kind = "cutAttention", from = argument, to })]);

        var outcome = lines.Of("outcome");
        Assert.True(outcome.GetProperty("changed").GetBoolean());
        Assert.NotEqual(" Warsaw", outcome.GetProperty("after").Top());
    }

    [Fact]
    public async Task Intervention_WithAVectorFromAnotherPrompt_IsTheOneWithThatVectorGiven()
    {
        const string Japan = "Q: What is the capital of Somalia?\nA: Mogadishu\nQ: What is the capital of Japan?\nA:";
        var applied = (await TraceAsync(new { model = "atlas", prompt = StageQuestions.Poland })).Of("verdict").Whole("applicationLayer");
        using var model = LoadedModel.Load("atlas", Path.Combine(AppContext.BaseDirectory, "Embedded", "atlas"));
        var tokens = model.Tokenizer.EncodeToIds(Japan);
        var vector = model.Run(tokens, [], TestContext.Current.CancellationToken).FeedForwardWrite.At(applied, tokens.Count - 1).ToArray();

        var given = await InterveneAsync(new { kind = "replace", site = "mlp", layers = new[] { applied }, vector });
        var taken = await InterveneAsync(new { kind = "replace", site = "mlp", layers = new[] { applied }, vectorFrom = new { prompt = Japan, layer = applied } });
        var named = await InterveneAsync(new { kind = "replace", site = "mlp", layers = new[] { applied }, vectorFrom = new { prompt = Japan, position = tokens.Count - 1, layer = applied } });

        Assert.Equal(given.Of("verdict").GetRawText(), taken.Of("verdict").GetRawText());
        Assert.Equal(given.Of("verdict").GetRawText(), named.Of("verdict").GetRawText());
        Assert.Equal((" Warsaw", " Tokyo"), (taken.Of("outcome").GetProperty("before").Top(), taken.Of("outcome").GetProperty("after").Top()));
    }

    private static void AssertSays(JsonElement says)
    {
        Assert.Equal(Says, says.Names());
        var top = says.GetProperty("top").EnumerateArray().ToList();
        Assert.Equal(10, top.Count);
        Assert.All(top, token => Assert.Equal(["id", "text", "probability"], token.Names()));
        Assert.Equal(Standing, says.GetProperty("argument").Names());
        Assert.Equal(Standing, says.GetProperty("answer").Names());
        Assert.Equal(1.0 / says.GetProperty("answer").Whole("rank"), says.GetProperty("answer").GetProperty("reciprocalRank").GetDouble(), 9);
        Assert.True(says.GetProperty("entropy").GetDouble() >= 0);
        Assert.InRange(says.GetProperty("cosineWithFinal").GetDouble(), -1.0001, 1.0001);
    }

    /// <summary>Block by block the same words with the same probabilities, and the same verdict.</summary>
    private static void AssertSame(IReadOnlyList<JsonElement> plain, IReadOnlyList<JsonElement> changed)
    {
        foreach (var (expected, found) in plain.SkipLast(2).Skip(1).Zip(changed.Skip(1)))
        {
            foreach (var state in new[] { "afterAttention", "afterMlp" })
            {
                var (wanted, said) = (expected.GetProperty(state).GetProperty("top")[0], found.GetProperty(state).GetProperty("top")[0]);
                Assert.Equal(wanted.Whole("id"), said.Whole("id"));
                Assert.Equal(wanted.GetProperty("probability").GetDouble(), said.GetProperty("probability").GetDouble(), 5);
            }
        }
        Assert.Equal(plain.Of("verdict").Text("label"), changed.Of("verdict").Text("label"));
        Assert.Equal(plain.Of("verdict").Whole("applicationLayer"), changed.Of("verdict").Whole("applicationLayer"));
    }

    private Task<IReadOnlyList<JsonElement>> TraceAsync(object request) => shared.Host.StageLinesAsync("traces", request);

    private Task<IReadOnlyList<JsonElement>> InterveneAsync(params object[] interventions) =>
        shared.Host.StageLinesAsync("interventions", new { model = "atlas", prompt = StageQuestions.Poland, interventions });
}
