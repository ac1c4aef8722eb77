using System.Net;
using System.Net.Http.Json;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Running;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Tests.Model;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

/// <summary>Traces of a model that has no room for the token-identity prompt: 32 tokens of mostly single bytes.</summary>
public sealed class ShortContextTests : IDisposable
{
    private readonly TinyFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tracer_SkipsTheOtherLens_AndSaysSo()
    {
        using var model = LoadedModel.Load("tiny", _folder.Path);
        var tokens = model.Tokenizer.EncodeToIds("the cat");
        var plan = new TracePlan { Tokens = tokens, Position = tokens.Count - 1 };

        var trace = new StageTracer(model).Trace(plan, TestContext.Current.CancellationToken);

        Assert.True(model.Tokenizer.EncodeToIds(LensPrompts.TokenIdentity).Count > TinyFolder.Context);
        Assert.Equal(TinyFolder.Blocks, trace.Blocks.Count);
        Assert.Contains($"The model reads only {TinyFolder.Context} tokens, too few for the other decoder's prompt, so no second decoder was asked.", trace.Verdict.Doubts);
        var refusal = Assert.Throws<ArgumentException>(() => new StageTracer(model).Trace(plan with { Lens = LensKind.TokenIdentity }, TestContext.Current.CancellationToken));
        Assert.Contains("reads 32 tokens", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Api_TracesByTheLogitLens_AndRefusesTokenIdentityBeforeTheFirstLine()
    {
        await using var host = ApiHost.StartEngine(_folder.Root);

        var lines = await host.StageLinesAsync("traces", new { model = "tiny", prompt = "the cat" });
        Assert.Equal(["verdict", "done"], lines.TakeLast(2).Select(line => line.Text("kind")));
        await RefusedAsync("traces", new { model = "tiny", prompt = "the cat", decoder = "token-identity" });
        await RefusedAsync("interventions", new { model = "tiny", prompt = "the cat", decoder = "token-identity", interventions = new[] { new { kind = "cutAttention", from = 0 } } });
        await RefusedAsync("stages/datasets", new { model = "tiny", rows = new[] { new { question = "the cat", argument = "cat", answer = "a" } }, decoder = "token-identity" });

        async Task RefusedAsync(string endpoint, object request)
        {
            using var response = await host.Client.PostAsJsonAsync($"/api/v1/{endpoint}", request, TestContext.Current.CancellationToken);
            var problem = await response.ProblemAsync(HttpStatusCode.BadRequest);
            Assert.Equal("decoder", problem.GetProperty("field").GetString());
            Assert.Contains("tokens, but tiny reads at most 32: give \"logit-lens\"", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }
}
