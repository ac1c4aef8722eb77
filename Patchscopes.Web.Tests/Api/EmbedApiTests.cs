using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Patchscopes.Web.Tests.Storage;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

/// <summary>Kept runs as still pages, for other sites' frames.</summary>
public sealed class EmbedApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("*")]
    [InlineData("https://course.example")]
    public async Task AnEmbeddedRun_IsAStillPage_ThatNamedSitesMayFrame(string sites)
    {
        await using var host = ApiHost.Start(("Storage:FrameAncestors", sites));
        var kept = await Importing.KeepAsync(host, SavedRuns.Map("Poland"));

        using var answer = await host.Client.GetAsync(Of($"/embed/{kept.GetProperty("id").GetString()}?theme=dark"), Token);

        var page = await answer.Content.ReadAsStringAsync(Token);
        Assert.Equal($"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors {sites}", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Contains("data-theme=\"dark\"", page, StringComparison.Ordinal);
        Assert.Contains("␣t1, 0.125", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("blazor", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task AnEmbeddedRun_IsDrawnOnceForAMoment_WithItsOwnPolicy()
    {
        await using var host = ApiHost.Start(("Storage:FrameAncestors", "https://course.example"));
        var kept = await Importing.KeepAsync(host, SavedRuns.Map("Poland"));
        var id = kept.GetProperty("id").GetString()!;
        var watch = Stopwatch.StartNew();
        var drawn = await host.Client.GetStringAsync(Of($"/embed/{id}"), Token);
        var light = await host.Client.GetStringAsync(Of($"/embed/{id}?theme=light"), Token);
        host.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", kept.GetProperty("ownerKey").GetString());
        using var deleted = await host.Client.DeleteAsync(Of($"/api/v1/runs/{id}"), Token);
        host.Client.DefaultRequestHeaders.Authorization = null;

        using var again = await host.Client.GetAsync(Of($"/embed/{id}?theme=other&any={new string('x', 100)}"), Token);
        using var another = await host.Client.GetAsync(Of($"/embed/{string.Concat(id.Select(letter => char.IsUpper(letter) ? char.ToLowerInvariant(letter) : char.ToUpperInvariant(letter)))}"), Token);
        using var dark = await host.Client.GetAsync(Of($"/embed/{id}?theme=dark"), Token);

        Assert.SkipWhen(watch.Elapsed > TimeSpan.FromSeconds(8), "The machine was too busy to ask twice within ten seconds.");
        Assert.NotEqual(drawn, light);
        Assert.Equal(drawn, await again.Content.ReadAsStringAsync(Token));
        Assert.EndsWith("frame-ancestors https://course.example", Assert.Single(again.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, another.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, dark.StatusCode);
    }

    [Fact]
    public async Task AnEmbeddedRun_ThatIsNotThere_SaysSo()
    {
        await using var host = ApiHost.Start();

        using var answer = await host.Client.GetAsync(Of("/embed/nothinghere"), Token);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is no run at this address", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    private static Uri Of(string path) => new(path, UriKind.Relative);
}
