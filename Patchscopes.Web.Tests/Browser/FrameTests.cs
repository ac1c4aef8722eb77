using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Patchscopes.Web.Exports.Pages;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Patchscopes.Web.Tests.Browser;

/// <summary>The frame that the share dialog offers, on somebody else's page; and the exported page, which is the same one.</summary>
[Trait("Category", "Browser")]
[Collection("Browser")]
public sealed class FrameTests(BrowserHost host)
{
    [Theory]
    [InlineData("map")]
    [InlineData("pinned")]
    [InlineData("stages")]
    [InlineData("comparison")]
    public async Task AFrame_ShowsAllThatItHolds(string what)
    {
        await using var maker = await VisitAsync(what);
        await Sharing.KeepAsync(maker, "A frame");
        await using var course = new ForeignSite(await maker.Get("embed-code").InputValueAsync());

        await using var visitor = await host.VisitAsync(course.Address.ToString(), height: 1400);
        var box = visitor.Page.Locator("iframe");
        await Expect(visitor.Page.FrameLocator("iframe").Locator("h1")).ToHaveTextAsync("A frame");
        var height = int.Parse((await box.GetAttributeAsync("height"))!, CultureInfo.InvariantCulture);
        var page = visitor.Page.Frames.Single(frame => frame.ParentFrame is not null);
        var size = await page.EvaluateAsync<int[]>("() => { const page = document.documentElement; return [page.clientWidth, page.scrollWidth, page.clientHeight, page.scrollHeight, Math.ceil(document.querySelector('main').getBoundingClientRect().height)]; }");
        Assert.Equal(size[0], size[1]);
        Assert.Empty(await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('.drawing, .scroll')].filter(box => !box.closest('details:not([open])') && box.scrollWidth > box.clientWidth).map(box => box.className)"));
        Assert.InRange(height, 240, FrameSize.Tallest);
        // Pins besides make it higher than any frame.
        if (what != "pinned")
        {
            Assert.True(size[3] <= size[2], $"The page is {size[3]} high, and its frame {size[2]}.");
            Assert.True(height - size[4] < 160, $"The page is {size[4]} high, and its frame {height}: too much stays empty.");
        }
    }

    [Theory]
    [InlineData("pinned", ColorScheme.Light, 1440)]
    [InlineData("pinned", ColorScheme.Dark, 400)]
    [InlineData("stages", ColorScheme.Light, 400)]
    [InlineData("stages", ColorScheme.Dark, 1440)]
    [InlineData("comparison", ColorScheme.Dark, 1100)]
    public async Task AnExportedPage_HasNoViolation_AndFits(string what, ColorScheme scheme, int width)
    {
        await using var maker = await VisitAsync(what);
        await maker.Page.GotoAsync(await Sharing.KeepAsync(maker));
        await maker.Get("export").ClickAsync();
        var download = await maker.Page.RunAndWaitForDownloadAsync(() => maker.Get("export-html").ClickAsync());
        var file = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);

        await using var visitor = await host.VisitAsync("about:blank", width, scheme: scheme);
        await visitor.Page.SetContentAsync(file);

        await Expect(visitor.Page.Locator("h1")).ToBeVisibleAsync();
        await AccessibilityTests.AssertNoneAsync(visitor);
        await visitor.AssertFitsAsync();
        if (width > 700)
            Assert.Empty(await visitor.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('.drawing')].filter(box => box.scrollWidth > box.clientWidth).map(box => box.className)"));
    }

    private async Task<Visitor> VisitAsync(string what)
    {
        if (what == "stages")
        {
            var stages = await host.VisitAsync("/stages?without=mlp.8");
            await Expect(stages.Get("outcome")).ToContainTextAsync("the model says");
            return stages;
        }
        var explorer = await host.VisitAsync("/?source=The+capital+of+Poland+is&target=The+capital+of+France+is&cell=4-4" + (what == "pinned" ? "&pins=4-4,5-5&view=change" : ""));
        await explorer.MapIsWholeAsync();
        await Sharing.CellIsWholeAsync(explorer, "Cell 4 → 4");
        if (what == "pinned")
        {
            await explorer.Get("lens-toggle").ClickAsync();
            await Expect(explorer.Get("lens-table")).ToBeVisibleAsync();
        }
        if (what == "comparison")
        {
            await explorer.Get("compare").ClickAsync();
            await Expect(explorer.Page).ToHaveURLAsync(new Regex("with="));
            await explorer.Get("source-prompt").FillAsync("The language of Spain is");
            await Expect(explorer.Page).ToHaveURLAsync(new Regex("Spain"));
            await explorer.MapIsWholeAsync();
            await Sharing.CellIsWholeAsync(explorer, "Cell 4 → 4");
        }
        return explorer;
    }
}
