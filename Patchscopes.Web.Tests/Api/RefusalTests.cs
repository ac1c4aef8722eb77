using System.Net;
using System.Text;
using System.Text.Json;
using Patchscopes.Model.Checkpoints;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

/// <summary>What cannot be run is refused before the first line, with words that name the field.</summary>
public sealed class RefusalTests(RefusingHost shared) : IClassFixture<RefusingHost>
{
    private const string Whole = """{"model":"atlas","source":{"prompt":"a b c","position":-1},"target":{"prompt":"x y z","position":-1}}""";

    public static TheoryData<string, string, string> BadBodies => new()
    {
        // body, field at fault, part of the words
        { "", "", "not valid JSON" },
        { "{", "", "not valid JSON" },
        { "null", "", "must be an object" },
        { "[]", "", "must be an object" },
        { "\"text\"", "", "must be an object" },
        { "{}", "model", "model is missing" },
        { Without("model"), "model", "model is missing" },
        { Without("source"), "source", "source is missing" },
        { Without("target"), "target", "target is missing" },
        { With("model", "5"), "model", "model must be a text, not 5" },
        { With("model", "null"), "model", "model must be a text, not null" },
        { With("source", "null"), "source", "source must be an object" },
        { With("source", "\"a\""), "source", "source must be an object" },
        { With("source", """{"position":0}"""), "source.prompt", "source.prompt is missing" },
        { With("source", """{"prompt":"a"}"""), "source.position", "source.position is missing" },
        { With("source", """{"prompt":null,"position":0}"""), "source.prompt", "must be a text" },
        { With("source", """{"prompt":"a","position":"x"}"""), "source.position", "must be a whole number, not \"x\"" },
        { With("source", """{"prompt":"a","position":0.5}"""), "source.position", "must be a whole number, not 0.5" },
        { With("source", """{"prompt":"a","position":99999999999}"""), "source.position", "must be a whole number" },
        { With("source", """{"prompt":"a","position":0,"layer":1}"""), "source.layer", "no field" },
        { With("source", """{"prompt":"","position":0}"""), "source.prompt", "is empty" },
        { With("target", """{"prompt":"","position":0}"""), "target.prompt", "is empty" },
        { With("source", """{"prompt":"a b c","position":3}"""), "source.position", "is 3, but the source prompt has 3 tokens: give -3 to 2" },
        { With("target", """{"prompt":"a b c","position":-4}"""), "target.position", "is -4, but the target prompt has 3 tokens: give -3 to 2" },
        { With("source", """{"prompt":"a b c d e f g h i j k l m","position":0}"""), "source.prompt", "has 13 tokens, but atlas reads at most 12" },
        { With("target", """{"prompt":"a b c d e f g h i j k l m","position":0}"""), "target.prompt", "has 13 tokens, but atlas reads at most 12" },
        { With("source", $$"""{"prompt":"{{new string('a', 5000)}}","position":0}"""), "source.prompt", "has 5000 characters, far more than the 12 tokens" },
        { With("topK", "0"), "topK", "topK is 0: give 1 to 100" },
        { With("topK", "101"), "topK", "topK is 101: give 1 to 100" },
        { With("topK", "\"5\""), "topK", "must be a whole number" },
        { With("topk", "5"), "topk", "no field \"topk\"" },
        { With("readout", "\"first\""), "readout", "\"last\", \"patched\" or a position, not \"first\"" },
        { With("readout", "true"), "readout", "\"last\", \"patched\" or a position" },
        { With("readout", "1.5"), "readout", "\"last\", \"patched\" or a position" },
        { With("readout", "3"), "readout", "is 3, but the target prompt has 3 tokens" },
        { With("sourceLayers", "[]"), "sourceLayers", "is empty" },
        { With("sourceLayers", "3"), "sourceLayers", "must be a list" },
        { With("sourceLayers", "[4]"), "sourceLayers", "atlas has no layer 4; give 0 to 3, or \"emb\"" },
        { With("sourceLayers", "[-1]"), "sourceLayers", "holds -1" },
        { With("targetLayers", "[\"0\"]"), "targetLayers", "holds \"0\"" },
        { With("targetLayers", "[null]"), "targetLayers", "holds null" },
        { With("targetLayers", "[1,1]"), "targetLayers", "holds 1 more than once" },
        { With("targetLayers", "[\"emb\",\"emb\"]"), "targetLayers", "holds \"emb\" more than once" },
        { With("sourceModel", "5"), "sourceModel", "must be a text" },
        { With("alsoPatched", "[2]"), "alsoPatched", "holds 2, which target.position patches already" },
        { With("alsoPatched", "[0,-3]"), "alsoPatched", "holds position 0 more than once" },
        { With("alsoPatched", "[3]"), "alsoPatched", "is 3, but the target prompt has 3 tokens" },
        { With("alsoPatched", "[\"0\"]"), "alsoPatched", "give whole numbers only" },
        { With("site", "\"head\""), "site", "must be \"residual\", \"mid\", \"attention\" or \"mlp\", not \"head\"" },
        { With("site", "\"mlp\",\"sourceLayers\":[\"emb\"]"), "sourceLayers", "the embedding output has no attention or MLP" },
        { With("mapping", "\"zero\""), "mapping", "must be an object" },
        { With("mapping", """{"kind":"linear"}"""), "mapping.kind", "must be \"identity\"" },
        { With("mapping", """{"kind":"zero","factor":2}"""), "mapping.factor", "leave it out for another kind" },
        { With("mapping", """{"kind":"scale","factor":1e9}"""), "mapping.factor", "give a number from -1000000 to 1000000" },
        { With("mapping", """{"kind":"mean","texts":"a b"}"""), "mapping.texts", "is what an affine map is fitted to" },
        { With("mapping", """{"kind":"affine","texts":"a b c\nd e f"}"""), "mapping.texts", "The list has 2 texts that a map can be fitted to: give at least 5" },
        { With("mapping", """{"kind":"affine","texts":"a b c\nd e f\ng h i\nj k l\nm n o"}"""), "mapping.texts", "give 8 positions to fit to, but a map from vectors of width 8 needs at least 16" },
        { With("mapping", """{"kind":"affine","texts":"a b c d e\nf g h i j\nk l m n o\np q r s t\nu\nv w x"}"""), "mapping.texts", "Every fifth text is kept out of the fit to test it on, but those have 0 positions" },
        { With("answers", "\"a\""), "answers", "must be a list of texts" },
        { With("answers", "[\"\"]"), "answers", "answers[0] has 0 characters" },
        { With("answers", "[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]"), "answers", "has 9 texts: give at most 8" },
        { With("answers", "[\"a b\"],\"readout\":0"), "answers", "is 2 tokens for atlas, which are read after the last token" },
        { With("answers", "[\"a b c d e f g h i j k\"]"), "answers", "together are longer than the 12 tokens" },
        { With("answers", "[\"<unk>\",\"a<unk>\"],\"topK\":0"), "topK", "topK is 0" },
        { With("newTokens", "51"), "newTokens", "newTokens is 51: give 0 to 50" },
        { With("writes", "\"none\""), "writes", "must be \"all\" or \"diagonal\"" },
        { With("source", """{"prompt":"\ud800","position":0}"""), "", "not valid Unicode" },
        { Whole[..^1] + ""","model":"atlas"}""", "", "twice" },
        { string.Concat(Enumerable.Repeat("[", 200)), "", "not valid JSON" },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task Sweep_BadBody_IsRefusedWithItsField(string body, string field, string words)
    {
        var host = shared.Host;

        using var response = await host.PostAsync("sweeps", body);

        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Contains(words, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(field, problem.TryGetProperty("field", out var named) ? named.GetString() : "");
        Assert.Equal(0, host.Model.Sweeps);
    }

    [Fact]
    public async Task Answer_OfMoreTokensThanAreRead_IsRefused()
    {
        var source = new TestModelSource();
        source.Models.Add(new TestModel("long", context: 100));
        await using var host = ApiHost.Start(source);
        var words = string.Join(' ', Enumerable.Repeat("a", 33));

        using var refused = await host.PostAsync("sweeps", Request(words));
        using var accepted = await host.PostAsync("sweeps", Request(words[2..]));

        Assert.Contains("is 33 tokens for long: give at most 32", (await refused.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);

        static string Request(string answer) => With("answers", $"[\"{answer}\"]").Replace("\"atlas\"", "\"long\"", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(201)]
    [InlineData(int.MaxValue)]
    public async Task Cell_OfMoreTokensThanAreWritten_IsRefused(int newTokens)
    {
        using var response = await shared.Host.PostAsync("cells", $$"""{"sweep":{{Whole}},"sourceLayer":0,"targetLayer":0,"newTokens":{{newTokens}}}""");

        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal("newTokens", problem.GetProperty("field").GetString());
        Assert.Contains($"newTokens is {newTokens}: give 0 to 200", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mean_OfAModelWhoseTokensStandForNoText_IsRefused_AndNoControl()
    {
        await using var host = ApiHost.Start();
        host.Model.SpellsNothing = true;

        using var sweep = await host.PostAsync("sweeps", With("mapping", """{"kind":"mean"}"""));
        using var cell = await host.PostAsync("cells", $$"""{"sweep":{{Whole}},"sourceLayer":0,"targetLayer":0,"controls":true}""");

        Assert.Equal("mapping.kind", (await sweep.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("field").GetString());
        var text = await cell.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(cell.IsSuccessStatusCode, text);
        Assert.Equal(["token", "token"], JsonElement.Parse(text).GetProperty("controls").EnumerateArray().Select(control => control.GetProperty("kind").GetString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Atlas")]
    [InlineData(" atlas")]
    [InlineData("..")]
    [InlineData("../atlas")]
    [InlineData("/etc")]
    [InlineData("atlas/")]
    [InlineData("./atlas")]
    [InlineData("C:\\\\models")]
    [InlineData("atlas\\u0000")]
    public async Task AnyModelNotInTheList_IsNotFound(string name)
    {
        var host = shared.Host;

        using var sweep = await host.PostAsync("sweeps", With("model", $"\"{name}\""));
        using var tokenize = await host.PostAsync("tokenize", $$"""{"model":"{{name}}","text":"a"}""");

        await sweep.ProblemAsync(HttpStatusCode.NotFound);
        await tokenize.ProblemAsync(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("{}", "model is missing")]
    [InlineData("""{"model":"atlas"}""", "text is missing")]
    [InlineData("""{"model":"atlas","text":null}""", "text must be a text")]
    [InlineData("""{"model":"atlas","text":"a","position":1}""", "no field \"position\"")]
    public async Task Tokenize_BadBody_IsRefused(string body, string words)
    {
        var host = shared.Host;

        using var response = await host.PostAsync("tokenize", body);

        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Contains(words, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_OfBrokenUtf8_IsRefused()
    {
        var host = shared.Host;
        using var content = new ByteArrayContent([.. "{\"model\":\"atlas\",\"text\":\""u8, 0xff, .. "\"}"u8]);
        content.Headers.ContentType = new("application/json");

        using var response = await host.Client.PostAsync(new Uri("/api/v1/tokenize", UriKind.Relative), content, TestContext.Current.CancellationToken);

        await response.ProblemAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Body_OfAnotherType_IsUnsupported()
    {
        var host = shared.Host;
        using var content = new StringContent(Whole, Encoding.UTF8, "text/plain");

        using var response = await host.Client.PostAsync(new Uri("/api/v1/sweeps", UriKind.Relative), content, TestContext.Current.CancellationToken);

        await response.ProblemAsync(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Body_BeyondTheLimit_IsTooLarge()
    {
        var host = shared.Host;
        // A client that does not wait for leave to send meets a closed connection, and may or may not see the answer first.
        using var handler = new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) };
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Client.BaseAddress!, "/api/v1/tokenize"))
        {
            Content = new StringContent($$"""{"model":"atlas","text":"{{new string('a', 5_000_000)}}"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.ExpectContinue = true;

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken).Soon();

        await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", HttpStatusCode.NotFound)]
    [InlineData("PUT", "/api/v1/sweeps", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/api/v1/sweeps", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/api/v1/tokenize", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/api/v1/models", HttpStatusCode.MethodNotAllowed)]
    public async Task OtherAddressesAndMethods_AreProblems(string method, string path, HttpStatusCode status)
    {
        var host = shared.Host;
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        await response.ProblemAsync(status);
    }

    [Fact]
    public async Task UnforeseenError_IsAProblemWithoutItsMessage()
    {
        await using var host = ApiHost.Start();
        host.Source!.Models[1].BreaksTokenizing = true;

        using var response = await host.PostAsync("tokenize", """{"model":"other","text":"a"}""");

        await response.ProblemAsync(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task Model_ThatCannotBeLoaded_IsRefusedWithTheReasonAndTriedAgain()
    {
        await using var host = ApiHost.Start();
        await host.Service.DescribeAsync("atlas", TestContext.Current.CancellationToken);
        host.Source!.NextLoadThrows = new ModelLoadException("model.safetensors is cut short.");

        using var refused = await host.PostAsync("sweeps", With("model", "\"other\""));
        using var accepted = await host.PostAsync("sweeps", With("model", "\"other\""));

        var problem = await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Contains("model.safetensors is cut short.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
    }

    [Fact]
    public async Task Model_WhoseLoadBreaksUnforeseen_IsRefusedInSafeWords()
    {
        await using var host = ApiHost.Start();
        await host.Service.DescribeAsync("atlas", TestContext.Current.CancellationToken);
        host.Source!.NextLoadThrows = new IOException("/root/secret/model.safetensors");

        using var refused = await host.PostAsync("sweeps", With("model", "\"other\""));

        await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable);
    }

    private static string With(string field, string value)
    {
        var fields = JsonDocument.Parse(Whole).RootElement.EnumerateObject().Where(own => own.Name != field).Select(own => $"\"{own.Name}\":{own.Value.GetRawText()}");
        return $"{{{string.Join(',', fields.Append($"\"{field}\":{value}"))}}}";
    }

    private static string Without(string field)
    {
        var fields = JsonDocument.Parse(Whole).RootElement.EnumerateObject().Where(own => own.Name != field).Select(own => $"\"{own.Name}\":{own.Value.GetRawText()}");
        return $"{{{string.Join(',', fields)}}}";
    }
}
