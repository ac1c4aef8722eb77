using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Patchscopes.Web.Tests.Browser;

/// <summary>Links that carry a whole request, and frames on other sites.</summary>
[Trait("Category", "Browser")]
[Collection("Browser")]
public sealed class LinkTests(BrowserHost host)
{
    private const string Link = "/?source=The+capital+of+Poland+is&target=The+capital+of+France+is&cell=4-4";

    [Theory]
    [InlineData("*")]
    [InlineData("'none'")]
    public async Task AnEmbeddedRun_IsAStillDrawing_OnASiteThatMayFrameIt(string frameAncestors)
    {
        await using var maker = await host.VisitAsync(Link, settings: [("Storage:FrameAncestors", frameAncestors)]);
        await maker.MapIsWholeAsync();
        await Sharing.KeepAsync(maker, "Poland in France");
        await using var course = new ForeignSite(await maker.Get("embed-code").InputValueAsync());

        await using var visitor = await host.VisitAsync(course.Address.ToString());
        var frame = visitor.Page.FrameLocator("iframe");
        if (frameAncestors != "*")
        {
            visitor.Expects("frame-ancestors");
            await Expect(frame.Locator("svg")).ToHaveCountAsync(0);
            return;
        }

        await Expect(frame.Locator(".light svg")).ToBeVisibleAsync();
        await Expect(frame.Locator("h1")).ToHaveTextAsync("Poland in France");
        // The cells' tokens, as the map has them.
        foreach (var token in (await maker.ColumnAsync(4)).Distinct())
            await Expect(frame.Locator(".light svg")).ToContainTextAsync(token);
        await Expect(frame.Locator("script, link, img, iframe")).ToHaveCountAsync(0);
        await Expect(frame.Locator("a")).ToHaveAttributeAsync("href", new Regex("/p/"));
        var inner = visitor.Page.Frames.Single(other => other.ParentFrame is not null);
        Assert.Equal(0, await inner.EvaluateAsync<int>("() => performance.getEntriesByType('resource').length"));
    }

    [Fact]
    public async Task ALongLink_IsPacked_OpensTheSameView_AndRunsIt()
    {
        var prompt = string.Join(' ', Enumerable.Repeat("The capital of Poland is Warsaw and", 12)) + " the capital of France is";
        await using var maker = await host.VisitAsync(Link);
        await maker.MapIsWholeAsync();
        await maker.Get("source-prompt").FillAsync(prompt);
        await Expect(maker.Page).ToHaveURLAsync(new Regex("Warsaw"));
        await maker.MapIsWholeAsync();
        await maker.ClickCellAsync(3, 8);
        await Sharing.CellIsWholeAsync(maker, "Cell 3 → 8");
        await maker.Get("share").ClickAsync();
        var link = new Uri(await maker.Get("long-link").InputValueAsync());
        Assert.Matches(@"^\?z=[\w-]+$", link.Query);
        Assert.True(link.PathAndQuery.Length * 2 < new Uri(maker.Page.Url).PathAndQuery.Length, "Packing saved little.");

        await using var visitor = await host.VisitAsync(link.PathAndQuery);

        await Expect(visitor.Get("source-prompt")).ToHaveValueAsync(prompt);
        await visitor.MapIsWholeAsync();
        await Sharing.CellIsWholeAsync(visitor, "Cell 3 → 8");
        Assert.Equal(await maker.NumbersAsync(), await visitor.NumbersAsync());
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("source=The"));
    }

    [Fact]
    public async Task AViewOfMoreThan6KB_IsOfferedOnlyAShortLink_WhichHoldsItAll()
    {
        // Texts that no packing makes shorter.
        var texts = string.Join('\n', Enumerable.Range(0, 180).Select(at => Convert.ToBase64String(SHA256.HashData(BitConverter.GetBytes(at))).Replace('+', 'a').Replace('/', 'b').TrimEnd('=')));
        await using var maker = await host.VisitAsync(Link + "&mapping=affine&sourceLayers=3%2C4%2C5&targetLayers=3%2C4%2C5");
        await maker.MapIsWholeAsync();
        var builtIn = await maker.NumbersAsync();
        await maker.Get("tuple-toggle").ClickAsync();
        await maker.Get("texts").FillAsync(texts);
        await maker.Get("texts").BlurAsync();
        await Expect(maker.Page).ToHaveURLAsync(new Regex("texts="));
        await maker.MapIsWholeAsync();
        Assert.NotEqual(builtIn, await maker.NumbersAsync());

        var address = await Sharing.KeepAsync(maker);
        await Expect(maker.Get("no-long-link")).ToBeVisibleAsync();
        await Expect(maker.Get("long-link")).ToHaveCountAsync(0);

        await using var visitor = await host.VisitAsync(address);
        await Sharing.SavedMapIsWholeAsync(visitor);
        Assert.Equal(await maker.NumbersAsync(), await visitor.NumbersAsync());
        await visitor.Get("fork").ClickAsync();
        await visitor.MapIsWholeAsync();
        await visitor.Get("tuple-toggle").ClickAsync();
        await Expect(visitor.Get("texts")).ToHaveValueAsync(texts);
    }

    [Fact]
    public async Task ADamagedLink_SaysSo_AndShowsAnExample()
    {
        await using var visitor = await host.VisitAsync("/?z=" + Convert.ToHexString(Encoding.UTF8.GetBytes("cut off")));

        await Expect(visitor.Page.Locator("main")).ToContainTextAsync("The link is damaged: a part of it was lost on the way.");
        await visitor.MapIsWholeAsync();
    }
}
