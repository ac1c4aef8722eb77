using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Patchscopes.Web.Services.Inference;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

public sealed class ServerTests
{
    [Fact]
    public async Task OpenApi_DescribesTheEndpoints()
    {
        await using var host = ApiHost.Start();

        var document = JsonElement.Parse(await host.Client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken));

        var paths = document.GetProperty("paths");
        Assert.Equal(
            ["/api/v1/cells", "/api/v1/downloads", "/api/v1/interventions", "/api/v1/lenses", "/api/v1/models", "/api/v1/models/{name}/evict", "/api/v1/models/{name}/load", "/api/v1/runs", "/api/v1/runs/{id}", "/api/v1/stages/ablations", "/api/v1/stages/datasets", "/api/v1/stages/relations", "/api/v1/sweeps", "/api/v1/tokenize", "/api/v1/traces", "/health"], paths.EnumerateObject().Select(path => path.Name).Order());
        Assert.True(paths.GetProperty("/api/v1/downloads").GetProperty("get").GetProperty("security")[0].TryGetProperty("administrator", out _));
        Assert.False(paths.GetProperty("/api/v1/sweeps").GetProperty("post").TryGetProperty("security", out _));
        Assert.Equal("http", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("administrator").GetProperty("type").GetString());
        var schemas = document.GetProperty("components").GetProperty("schemas");
        Assert.Equal("integer", paths.GetProperty("/api/v1/runs").GetProperty("post").GetProperty("parameters")[0].GetProperty("schema").GetProperty("type").GetString());
        Assert.Equal(["integer", "string"], Types(schemas.GetProperty("Layer")));
        Assert.Equal(["integer", "string"], Types(schemas.GetProperty("Readout")));
        Assert.Equal("integer", schemas.GetProperty("PromptPosition").GetProperty("properties").GetProperty("position").GetProperty("type").GetString());
        Assert.All(["SweepRequest", "PromptPosition", "TokenizeRequest", "MappingRequest", "CellRequest", "LensRequest", "DownloadRequest"], request => Assert.False(schemas.GetProperty(request).GetProperty("additionalProperties").GetBoolean()));
        Assert.Equal(["cancelled", "cells", "done", "failed", "fitted", "start", "unpatched", "written"],
            schemas.GetProperty("SweepEvent").GetProperty("discriminator").GetProperty("mapping").EnumerateObject().Select(kind => kind.Name).Order());
    }

    [Fact]
    public async Task OpenApi_DescribesTheStagesRequestsAndLines()
    {
        await using var host = ApiHost.Start();

        var document = JsonElement.Parse(await host.Client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken));

        var schemas = document.GetProperty("components").GetProperty("schemas");
        Assert.Equal(["block", "cancelled", "done", "failed", "outcome", "start", "verdict"], Kinds(schemas.GetProperty("StageEvent")));
        Assert.Equal(["cancelled", "done", "failed", "start", "summary", "verdict"], Kinds(schemas.GetProperty("DatasetEvent")));
        Assert.Equal(["cancelled", "done", "failed", "start", "step"], Kinds(schemas.GetProperty("AblationEvent")));
        Assert.Equal(["logit-lens", "token-identity", "affine"], Names(schemas.GetProperty("LensKind")));
        Assert.Equal(["abstractive", "extractive", "argument-only", "wrong-answer", "no-x"], Names(schemas.GetProperty("StageLabel")));
        Assert.Equal(["zero", "replace", "add", "scale", "cutAttention"], Names(schemas.GetProperty("InterventionKind")));
        var source = schemas.GetProperty("VectorSource");
        Assert.False(source.GetProperty("additionalProperties").GetBoolean());
        Assert.Equal(["layer", "prompt"], source.GetProperty("required").EnumerateArray().Select(field => field.GetString()).Order());
        Assert.True(schemas.GetProperty("InterventionRequest").GetProperty("properties").TryGetProperty("vectorFrom", out _));
        Assert.False(schemas.GetProperty("TraceBody").GetProperty("properties").TryGetProperty("interventions", out _));
        Assert.Equal(["model", "prompt"], schemas.GetProperty("TraceRequest").GetProperty("required").EnumerateArray().Select(field => field.GetString()));
    }

    [Theory]
    [InlineData("/api/v1/models")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/_content/MudBlazor/MudBlazor.min.css")]
    public async Task EveryAnswer_HasTheSecurityHeaders(string path)
    {
        await using var host = ApiHost.Start();

        using var first = await host.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        using var second = await host.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        var policy = Assert.Single(first.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'; script-src 'self' 'nonce-", policy, StringComparison.Ordinal);
        Assert.NotEqual(policy, Assert.Single(second.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(first.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(first.Headers.GetValues("Referrer-Policy")));
    }

    [Theory]
    [InlineData("/_content/MudBlazor/MudBlazor.min.css")]
    [InlineData("/_content/Plotly.Blazor/plotly-interop-7.2.0.js")]
    public async Task PackageAssets_AreServed(string path)
    {
        await using var host = ApiHost.Start();

        using var response = await host.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/saved", HttpStatusCode.OK)]
    [InlineData("/p/gpt2-ceo", HttpStatusCode.OK)]
    [InlineData("/embed/gpt2-ceo", HttpStatusCode.OK)]
    [InlineData("/health", HttpStatusCode.OK)]
    [InlineData("/api/v1/models", HttpStatusCode.OK)]
    [InlineData("/_content/MudBlazor/MudBlazor.min.css", HttpStatusCode.OK)]
    [InlineData("/nothing", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/sweeps", HttpStatusCode.MethodNotAllowed)]
    public async Task Head_IsAnsweredAsGet_WithoutABody(string path, HttpStatusCode status)
    {
        await using var host = ApiHost.Start();
        using var request = new HttpRequestMessage(HttpMethod.Head, path);

        using var answer = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
        Assert.NotEmpty(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        using var get = await host.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(status, get.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, answer.Content.Headers.ContentType);
        Assert.NotEmpty(await get.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task MistypedAddress_IsAPageThatSaysSo_WithTheNonceOfItsPolicy()
    {
        await using var host = ApiHost.Start();

        using var response = await host.Client.GetAsync(new Uri("/explore/nothing", UriKind.Relative), TestContext.Current.CancellationToken);

        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("There is no page here", page, StringComparison.Ordinal);
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        var nonce = policy.Split("'nonce-")[1].Split('\'')[0];
        Assert.Contains($"nonce=\"{nonce}\"", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/_content/nothing.js")]
    [InlineData("/hubs/nothing")]
    public async Task MissingFile_IsNoPage(string path)
    {
        await using var host = ApiHost.Start();

        using var response = await host.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Threads_AreThoseOfTheSettings()
    {
        await using var host = ApiHost.Start(("Inference:Threads", "3"));
        await host.Service.DescribeAsync("atlas", TestContext.Current.CancellationToken);

        Assert.Equal(3, host.Source!.Threads);
    }

    [Fact]
    public async Task Stop_WhileAModelLoadsLongerThanTheServerMayWait_IsNoError()
    {
        var source = new TestModelSource { IgnoresCancel = true };
        source.MayLoad.Reset();
        await using var host = ApiHost.Start(source);

        await host.Services.GetServices<IHostedService>().OfType<InferenceThread>().Single().StopAsync(new CancellationToken(canceled: true));

        source.MayLoad.Set();
    }

    private static IEnumerable<string> Kinds(JsonElement schema) =>
        schema.GetProperty("discriminator").GetProperty("mapping").EnumerateObject().Select(kind => kind.Name).Order();

    private static IEnumerable<string?> Names(JsonElement schema) => schema.GetProperty("enum").EnumerateArray().Select(name => name.GetString());

    private static IEnumerable<string?> Types(JsonElement schema) =>
        schema.GetProperty("oneOf").EnumerateArray().Select(option => option.GetProperty("type").GetString()).Order();
}
