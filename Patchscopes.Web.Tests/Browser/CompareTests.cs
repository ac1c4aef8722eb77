using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Patchscopes.Web.Tests.Browser;

/// <summary>Two maps beside each other, pinned cells, and the diagonal's texts.</summary>
[Trait("Category", "Browser")]
[Collection("Browser")]
public sealed class CompareTests(BrowserHost host)
{
    [Theory]
    [InlineData(1440, true)]
    [InlineData(1100, false)]
    public async Task TwoMaps_HaveOneRange_AndTheirDifferenceIsBLessA(int width, bool isBeside)
    {
        await using var visitor = await host.VisitAsync("/?source=The+capital+of+Poland+is&target=The+language+of+x+is&targetToken=3&view=entropy", width);
        await visitor.MapIsWholeAsync(isLastColumnGrey: true);
        await visitor.Get("compare").ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("with="));
        await visitor.Get("source-prompt").FillAsync("The capital of France is");
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("France"));
        await visitor.MapIsWholeAsync(isLastColumnGrey: true);
        // The line above the map hears of the last cells before the chart does.
        await visitor.Page.WaitForFunctionAsync("() => { const [a, b] = ['#lens-heatmap-a', '#lens-heatmap'].map(id => document.querySelector(id)?.data?.[0].z[4][3]); return a && b && a !== b; }");

        var ranges = await visitor.Page.EvaluateAsync<double[]>("() => ['#lens-heatmap-a', '#lens-heatmap'].flatMap(id => { const trace = document.querySelector(id).data[0]; return [trace.zmin, trace.zmax, trace.z[4][3]]; })");
        Assert.Equal(ranges[..2], ranges[3..5]);
        var boxes = await visitor.Page.EvaluateAsync<double[]>("() => ['#lens-heatmap-a', '#lens-heatmap'].map(id => document.querySelector(id).getBoundingClientRect().top)");
        Assert.Equal(isBeside, Math.Abs(boxes[0] - boxes[1]) < 2);

        await visitor.Get("compare-difference").CheckAsync(new LocatorCheckOptions { Force = true });
        await Expect(visitor.Page.Locator("#lens-heatmap-a")).ToHaveCountAsync(0);
        await visitor.Page.WaitForFunctionAsync("wanted => Math.abs(document.querySelector('#lens-heatmap')?.data?.[0].z[4][3] - wanted) < 2e-4", ranges[5] - ranges[2]);

        await visitor.Page.ReloadAsync();
        await visitor.Page.WaitForFunctionAsync("wanted => Math.abs(document.querySelector('#lens-heatmap')?.data?.[0].z[4]?.[3] - wanted) < 2e-4", ranges[5] - ranges[2]);
        await visitor.Get("compare-clear").ClickAsync();
        await Expect(visitor.Get("compare-bar")).ToHaveCountAsync(0);
        await Expect(visitor.Page).Not.ToHaveURLAsync(new Regex("with="));
    }

    [Fact]
    public async Task TwoMapsOneBelowTheOther_HoldTheTextsThatFit_AsWideCellsDo()
    {
        await using var visitor = await host.VisitAsync("/", 1100);
        await visitor.MapIsWholeAsync();
        await visitor.Get("compare").ClickAsync();
        await visitor.Get("preset-capital-question").ClickAsync();

        await HoldsAsync("Warsaw");
        await visitor.Page.SetViewportSizeAsync(1440, 900);
        await HoldsAsync("");
        await visitor.Page.SetViewportSizeAsync(1000, 900);
        await HoldsAsync("Warsaw");

        Task HoldsAsync(string text) => visitor.Page.WaitForFunctionAsync(
            "wanted => { const held = document.querySelector('#lens-heatmap-a')?.data?.[0].text[11][11]; return wanted ? held?.includes(wanted) : held === ''; }", text);
    }

    [Fact]
    public async Task APin_OutlivesItsMap_AndBringsItBack()
    {
        await using var visitor = await host.VisitAsync();
        await visitor.MapIsWholeAsync();
        await visitor.Get("pin").ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("pins="));
        var pinned = await visitor.Get("cell-title").InnerTextAsync();
        await visitor.Get("preset-capital-question").ClickAsync();
        await Expect(visitor.Get("preset-capital-question")).ToHaveAttributeAsync("aria-pressed", "true");
        await visitor.MapIsWholeAsync();
        await Expect(visitor.Get("pins")).ToContainTextAsync("Warsaw");

        await visitor.Get("pins").Locator(".pin").ClickAsync();
        await Expect(visitor.Get("source-prompt")).ToHaveValueAsync("The capital of Poland is");
        await Expect(visitor.Get("cell-title")).ToHaveTextAsync(pinned);
        await visitor.MapIsWholeAsync();

        await visitor.Page.ReloadAsync();
        await Expect(visitor.Get("pins")).ToContainTextAsync("Warsaw");
        await visitor.Get("pins").Locator(".remove").ClickAsync();
        await Expect(visitor.Get("pins")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task TheDiagonal_ListsWhatEachLayerWrites()
    {
        await using var visitor = await host.VisitAsync();
        await visitor.MapIsWholeAsync();
        await visitor.Get("form-diagonal").CheckAsync(new LocatorCheckOptions { Force = true });

        await Expect(visitor.Page).ToHaveURLAsync(new Regex("newTokens=20&writes=diagonal"));
        await Expect(visitor.Get("diagonal-text-11")).ToContainTextAsync("Warsaw");
        await Expect(visitor.Get("diagonal").Locator("tbody tr")).ToHaveCountAsync(12);
        await visitor.Get("diagonal-5").ClickAsync();
        await Expect(visitor.Get("cell-title")).ToHaveTextAsync("Cell 5 → 5");
        await Expect(visitor.Get("patched-text").Locator(".first")).ToBeVisibleAsync();
        var written = await visitor.Get("patched-text").InnerTextAsync();
        Assert.Equal(Regex.Replace(written, @"\s+", ""), Regex.Replace(await visitor.Get("diagonal-text-5").InnerTextAsync(), @"\s+", ""));
    }
}
