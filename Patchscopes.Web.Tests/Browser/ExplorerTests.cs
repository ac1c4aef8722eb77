using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Patchscopes.Web.Tests.Browser;

[Trait("Category", "Browser")]
[Collection("Browser")]
public sealed class ExplorerTests(BrowserHost host)
{
    [Fact]
    public async Task FirstVisit_ShowsAFinishedMapWithOneCellOpen()
    {
        await using var visitor = await host.VisitAsync();

        await visitor.MapIsWholeAsync();

        await Expect(visitor.Get("cell-title")).ToHaveTextAsync(new Regex(@"^Cell \d+ → \d+$"));
        await Expect(visitor.Get("meaning")).ToContainTextAsync("Warsaw");
        await Expect(visitor.Get("patched-text").Locator(".first")).ToHaveTextAsync("Warsaw");
        await Expect(visitor.Get("source-answer")).ToContainTextAsync("Warsaw");
        Assert.Contains("␣Warsaw", (await Task.WhenAll(Enumerable.Range(0, 12).Select(visitor.ColumnAsync))).SelectMany(texts => texts));
        Assert.False(await visitor.Page.EvaluateAsync<bool>("() => document.documentElement.scrollHeight > innerHeight || document.documentElement.scrollWidth > innerWidth"));
        Assert.True(await PaintedCellsAsync(visitor) > 20, "The chart drew no cells.");
    }

    [Fact]
    public async Task Typing_ClickingATokenAndACell_OpensIt_AndAReloadReopensIt()
    {
        await using var visitor = await host.VisitAsync();
        await visitor.MapIsWholeAsync();

        await visitor.Get("source-prompt").FillAsync("The capital of Japan is");
        await Expect(visitor.Get("source-token-3")).ToHaveAttributeAsync("aria-label", "3: ␣Japan");
        await visitor.Page.Locator("label:has([data-testid=source-token-3])").ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("Japan.*sourceToken=3"));
        await visitor.MapIsWholeAsync();
        await visitor.ClickCellAsync(0, 11);
        await Expect(visitor.Get("cell-title")).ToHaveTextAsync("Cell 0 → 11");
        await Expect(visitor.Get("sentence")).ToContainTextAsync("␣Japan");
        await Expect(visitor.Get("patched-text").Locator(".first")).ToBeVisibleAsync();
        var written = await visitor.Get("patched-text").InnerTextAsync();

        await visitor.Page.ReloadAsync();

        await Expect(visitor.Get("source-prompt")).ToHaveValueAsync("The capital of Japan is");
        await Expect(visitor.Get("source-token-3")).ToBeCheckedAsync();
        await Expect(visitor.Get("cell-title")).ToHaveTextAsync("Cell 0 → 11");
        await Expect(visitor.Get("patched-text")).ToHaveTextAsync(new Regex(Regex.Escape(written.Trim())));
    }

    [Fact]
    public async Task GoingBackAndForward_ReopensTheViews()
    {
        await using var visitor = await host.VisitAsync();
        await visitor.MapIsWholeAsync();
        await visitor.Get("preset-language-of-x").ClickAsync();
        await Expect(visitor.Get("target-prompt")).ToHaveValueAsync("The language of x is");
        await visitor.MapIsWholeAsync(isLastColumnGrey: true);

        await visitor.Page.GoBackAsync();
        await Expect(visitor.Get("target-prompt")).ToHaveValueAsync("cat->cat; 135->135; hello->hello; ?->");
        await Expect(visitor.Get("preset-poland-or-warsaw")).ToHaveAttributeAsync("aria-pressed", "true");
        await visitor.MapIsWholeAsync();

        await visitor.Page.GoForwardAsync();
        await Expect(visitor.Get("target-prompt")).ToHaveValueAsync("The language of x is");
    }

    [Fact]
    public async Task ThePlacesOfTheAppBar_LoseNothing()
    {
        await using var visitor = await host.VisitAsync();
        await visitor.MapIsWholeAsync();
        await visitor.Get("source-prompt").FillAsync("The capital of Japan is");
        await visitor.MapIsWholeAsync();
        await Place("Stages").ClickAsync();
        await Expect(visitor.Get("stages-status")).ToContainTextAsync("2 traces");
        await visitor.Get("scrubber").FillAsync("3");
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("block=3"));

        await Place("Explore").ClickAsync();
        await Expect(visitor.Get("source-prompt")).ToHaveValueAsync("The capital of Japan is");
        await visitor.MapIsWholeAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("Japan"));
        await Place("Stages").ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("block=3"));

        ILocator Place(string name) => visitor.Page.GetByRole(AriaRole.Navigation).GetByText(name);
    }

    [Fact]
    public async Task Cancel_KeepsWhatCame()
    {
        await using var visitor = await host.VisitAsync();
        await visitor.MapIsWholeAsync();
        host.Service.Hold();

        await visitor.Get("source-prompt").FillAsync("The capital of France is");
        await Expect(visitor.Get("status")).ToContainTextAsync(new Regex(@"^\s*24\s*of 144"));
        await visitor.Get("cancel").ClickAsync();

        await Expect(visitor.Get("status")).ToContainTextAsync("cancelled after");
        await Expect(visitor.Get("status")).ToContainTextAsync(new Regex(@"^\s*24\s*of 144"));
        await host.Service.Left.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await Expect(visitor.Page.Locator("#lens-heatmap")).Not.ToContainTextAsync("null");
        Assert.Equal(2, (await Task.WhenAll(Enumerable.Range(0, 12).Select(visitor.ColumnAsync))).Count(texts => texts.All(text => text.Length > 0)));
    }

    [Fact]
    public async Task ClosingTheTabInMidRun_LeavesTheRun()
    {
        await using var visitor = await host.VisitAsync();
        await visitor.MapIsWholeAsync();
        host.Service.Hold();
        await visitor.Get("source-prompt").FillAsync("The capital of Chile is");
        await Expect(visitor.Get("status")).ToContainTextAsync(new Regex(@"^\s*24\s*of 144"));

        await visitor.CloseTabAsync();

        await host.Service.Left.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task OnAPhone_TheCellThatOpensByItself_LeavesTheMapFree_AndATapShowsIt()
    {
        await using var visitor = await host.VisitAsync(width: 400, height: 860);
        await visitor.MapIsWholeAsync();
        await Expect(visitor.Get("panel").Locator(".brief")).ToContainTextAsync("Warsaw");

        Assert.True((await visitor.Get("panel").BoundingBoxAsync())!.Height < 64);
        await visitor.Get("panel").Locator(".brief").ClickAsync();

        await Expect(visitor.Get("patched-text")).ToBeVisibleAsync();
        Assert.True((await visitor.Get("panel").BoundingBoxAsync())!.Height > 300);
    }

    [Fact]
    public async Task Keys_MoveOverTheMap_OpenAndClose()
    {
        await using var visitor = await host.VisitAsync("/?source=The+capital+of+Poland+is&target=cat-%3Ecat%3B+hello-%3Ehello%3B+%3F-%3E&cell=5-5");
        await visitor.MapIsWholeAsync();
        await Expect(visitor.Get("cell-title")).ToHaveTextAsync("Cell 5 → 5");

        await visitor.Get("map").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("ArrowUp");
        await visitor.Page.Keyboard.PressAsync("ArrowRight");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Get("cell-title")).ToHaveTextAsync("Cell 4 → 6");

        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(visitor.Get("cell-title")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task TheTheme_FollowsTheSystem_UntilItIsChosen()
    {
        await using var visitor = await host.VisitAsync(scheme: ColorScheme.Dark);
        await visitor.MapIsWholeAsync();
        Assert.Equal("rgb(14, 17, 22)", await BackgroundAsync(visitor));

        await visitor.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Use the light theme" }).ClickAsync();
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        Assert.Equal("rgb(246, 247, 249)", await BackgroundAsync(visitor));

        await visitor.Page.ReloadAsync();
        Assert.Equal("rgb(246, 247, 249)", await BackgroundAsync(visitor));
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(1100)]
    [InlineData(400)]
    public async Task ANarrowPage_ScrollsTheMapAndNotThePageSideways(int width)
    {
        await using var visitor = await host.VisitAsync(width: width, height: 900);
        await visitor.MapIsWholeAsync();

        Assert.True(await visitor.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        Assert.True(await visitor.Page.EvaluateAsync<bool>(
            "() => Math.abs(document.querySelector('#lens-heatmap .main-svg').getBoundingClientRect().height - document.querySelector('[data-testid=heatmap] .plot').getBoundingClientRect().height) < 2"));
    }

    [Fact]
    public async Task TwoVisitors_DoNotDisturbEachOther()
    {
        await using var one = await host.VisitAsync();
        await using var other = await host.VisitAsync("/?source=The+capital+of+Japan+is&target=The+language+of+x+is&targetToken=3");

        await one.MapIsWholeAsync();
        await other.MapIsWholeAsync(isLastColumnGrey: true);

        await Expect(one.Get("source-prompt")).ToHaveValueAsync("The capital of Poland is");
        await Expect(other.Get("source-prompt")).ToHaveValueAsync("The capital of Japan is");
    }

    private static Task<string> BackgroundAsync(Visitor visitor) =>
        visitor.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");

    /// <summary>Different colours in the image that Plotly draws the cells as.</summary>
    private static Task<int> PaintedCellsAsync(Visitor visitor) => visitor.Page.EvaluateAsync<int>(
        """
        async () => {
          const image = document.querySelector('#lens-heatmap .heatmaplayer image');
          const bitmap = new Image();
          bitmap.src = image.getAttribute('href') ?? image.getAttributeNS('http://www.w3.org/1999/xlink', 'href');
          await bitmap.decode();
          const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
          const pen = canvas.getContext('2d');
          pen.drawImage(bitmap, 0, 0);
          const pixels = pen.getImageData(0, 0, bitmap.width, bitmap.height).data;
          const colors = new Set();
          for (let at = 0; at < pixels.length; at += 4) if (pixels[at + 3] === 255) colors.add((pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2]);
          return colors.size;
        }
        """);
}
