using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Inference;
using Patchscopes.Web.Tests.Api.Limits;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

/// <summary>What needs the administrator's key, and who is refused how.</summary>
public sealed class AdministrationTests
{
    private const string Key = "correct-horse-battery";

    private static readonly (string, string) HasKey = ("Admin:Key", Key);

    [Fact]
    public async Task Load_ReadsAModelBeforeItsFirstVisitor()
    {
        await using var host = ApiHost.Start(HasKey);

        using var response = await host.Client.SendAsync("/models/other/load", Key);

        var model = await JsonAsync(response);
        Assert.Equal((HttpStatusCode.OK, "other", "ready"), (response.StatusCode, model.GetProperty("name").GetString(), model.GetProperty("state").GetString()));
        Assert.Equal(["atlas", "other"], host.Source!.Loads);
    }

    [Fact]
    public async Task Evict_FreesTheMemory_AndTheNextRequestReadsItAgain()
    {
        await using var host = ApiHost.Start(HasKey);
        await host.Service.DescribeAsync("atlas", TestContext.Current.CancellationToken);

        using var response = await host.Client.SendAsync("/models/atlas/evict", Key);
        using var again = await host.Client.SendAsync("/models/atlas/evict", Key);

        Assert.Equal("not-loaded", (await JsonAsync(response)).GetProperty("state").GetString());
        Assert.Equal("not-loaded", (await JsonAsync(again)).GetProperty("state").GetString());
        Assert.True(host.Model.IsDisposed);
        Assert.Equal(ModelState.NotLoaded, host.Service.Models()[0].State);
        using var stream = await SweepLines.OpenAsync(host.Client);
        Assert.Equal("done", (await stream.RestAsync())[^1].Kind());
        Assert.Equal(["atlas", "atlas"], host.Source!.Loads);
    }

    [Fact]
    public async Task Evict_OfAModelInUse_WaitsForTheRun_AndRunsThatWaitHaveItReadAgain()
    {
        await using var host = ApiHost.Start(HasKey);
        host.Model.IsHeld = true;
        using var running = await SweepLines.OpenAsync(host.Client, SweepLines.Request(source: "running"));
        await host.Model.NextBegunAsync();
        using var waiting = await SweepLines.OpenAsync(host.Client, SweepLines.Request(source: "waiting"));

        var evicting = host.Client.SendAsync("/models/atlas/evict", Key);
        // Until the eviction waits before the run that waits.
        await Waiting.UntilAsync(() => host.Services.GetRequiredService<InferenceQueue>().HasUrgent);
        Assert.False(evicting.IsCompleted);
        Assert.False(host.Model.IsDisposed);
        host.Model.IsHeld = false;
        host.Model.GiveColumns(TestModel.Blocks);
        using var response = await evicting;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("done", (await running.RestAsync())[^1].Kind());
        Assert.Equal("done", (await waiting.RestAsync())[^1].Kind());
        Assert.Equal(["atlas", "atlas"], host.Source!.Loads);
    }

    [Fact]
    public async Task Evict_WhileTheModelIsRead_FreesItAfterwards()
    {
        var source = new TestModelSource();
        source.MayLoad.Reset();
        await using var host = ApiHost.Start(source, HasKey);

        var evicting = host.Client.SendAsync("/models/atlas/evict", Key);
        source.MayLoad.Set();
        using var response = await evicting;

        Assert.Equal("not-loaded", (await JsonAsync(response)).GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("load", "nope", "There is no model \"nope\". The models are: atlas, other.")]
    [InlineData("evict", "nope", "There is no model \"nope\"")]
    [InlineData("load", "..%2F..%2Fetc", "There is no model \"..%2F..%2Fetc\"")]
    [InlineData("load", "%3Cimg%20src=x%3E", "There is no model \"<img src=x>\"")]
    [InlineData("evict", "ATLAS", "There is no model \"ATLAS\"")]
    public async Task Model_ThatIsNone_IsNotFound(string what, string name, string words)
    {
        await using var host = ApiHost.Start(HasKey);

        using var response = await host.Client.SendAsync($"/models/{name}/{what}", Key);

        Assert.Contains(words, (await response.ProblemAsync(HttpStatusCode.NotFound)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_OfAModelThatCannotBeUsed_SaysWhy()
    {
        await using var host = ApiHost.Start(HasKey);
        await host.Service.DescribeAsync("atlas", TestContext.Current.CancellationToken);
        host.Source!.NextLoadThrows = new IOException("/root/secret");

        using var response = await host.Client.SendAsync("/models/other/load", Key);

        Assert.Contains("could not be loaded", (await response.ProblemAsync(HttpStatusCode.ServiceUnavailable)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/models/atlas/load", "POST")]
    [InlineData("/models/atlas/evict", "POST")]
    [InlineData("/downloads", "POST")]
    [InlineData("/downloads", "GET")]
    public async Task WithoutTheKey_OrWithAnotherOne_NothingIsDone(string path, string method)
    {
        await using var host = ApiHost.Start(HasKey);
        await host.Service.DescribeAsync("atlas", TestContext.Current.CancellationToken);

        using var without = await host.Client.SendAsync(path, key: null, method: method);
        using var wrong = await host.Client.SendAsync(path, Key + "x", method: method);
        using var basic = await host.Client.SendAsync(path, Key, "Basic", method);

        foreach (var (response, words) in new[] { (without, "Authorization: Bearer KEY"), (wrong, "That is not the administrator's key"), (basic, "Authorization: Bearer KEY") })
        {
            Assert.Contains(words, (await response.ProblemAsync(HttpStatusCode.Unauthorized)).GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
        }
        Assert.Equal(ModelState.Ready, host.Service.Models()[0].State);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public async Task WhereNoKeyIsConfigured_NobodyMay_AndTheWordsSayHowToHaveOne(string? key)
    {
        await using var host = ApiHost.Start(key is null ? [] : [("Admin:Key", key)]);

        using var response = await host.Client.SendAsync("/models/atlas/evict", Key);

        Assert.Contains("Set Admin:Key, or the environment variable Admin__Key", (await response.ProblemAsync(HttpStatusCode.Forbidden)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongKeys_AreLimitedPerAddress_AndTheRightOneThenToo()
    {
        await using var host = ApiHost.Start(HasKey, LimitedHost.TrustsTests);
        var refused = 0;
        string? words = null;
        for (var guess = 0; guess < 30; guess++)
        {
            using var response = await host.Client.SendAsync("/models/atlas/load", $"guess number {guess}", from: "192.0.2.1");
            if (response.StatusCode != HttpStatusCode.TooManyRequests)
                continue;
            words = (await response.ProblemAsync(HttpStatusCode.TooManyRequests)).GetProperty("detail").GetString();
            Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            refused++;
        }
        // One comes back every six seconds, and a busy machine may take long over thirty.
        Assert.InRange(refused, 5, 20);
        Assert.Contains("Too many wrong keys came from your address: try again in", words, StringComparison.Ordinal);
        using var other = await host.Client.SendAsync("/models/atlas/load", Key, from: "192.0.2.2");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task RightKey_IsNoGuess()
    {
        await using var host = ApiHost.Start(HasKey);
        for (var call = 0; call < 25; call++)
        {
            using var response = await host.Client.SendAsync("/models/atlas/load", Key);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("GET", "/models/atlas/load", "POST")]
    [InlineData("DELETE", "/models/atlas/evict", "POST")]
    [InlineData("PUT", "/downloads", "GET, POST")]
    public async Task OtherMethods_AreRefused(string method, string path, string allowed)
    {
        await using var host = ApiHost.Start(HasKey);

        using var response = await host.Client.SendAsync(path, Key, method: method);

        await response.ProblemAsync(HttpStatusCode.MethodNotAllowed);
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow));
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
}

/// <summary>Sends what an administrator sends.</summary>
internal static class AdministratorRequests
{
    public static async Task<HttpResponseMessage> SendAsync(
        this HttpClient client, string path, string? key, string scheme = "Bearer", string method = "POST", HttpContent? body = null, string? from = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), $"/api/v1{path}") { Content = body };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Authorization", new AuthenticationHeaderValue(scheme, key).ToString());
        if (from is not null)
            request.Headers.Add("X-Forwarded-For", from);
        return await client.SendAsync(request, TestContext.Current.CancellationToken).Soon();
    }
}
