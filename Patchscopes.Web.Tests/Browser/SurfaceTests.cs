using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Patchscopes.Web.Tests.Browser;

/// <summary>Menus, messages and sizes: what only a browser shows.</summary>
[Trait("Category", "Browser")]
[Collection("Browser")]
public sealed class SurfaceTests(BrowserHost host)
{
    private const string Open = ".mud-popover-open";

    [Theory]
    [InlineData(1440, false)]
    [InlineData(400, true)]
    public async Task Menus_OpenOnClickAndTap_AndAReadoutIsChosen(int width, bool touch)
    {
        await using var visitor = await host.VisitAsync(width: width, touch: touch);
        await visitor.MapIsWholeAsync();

        await PressAsync(visitor.Get("checks"));
        await Expect(visitor.Get("check-numbers")).ToBeVisibleAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(visitor.Page.Locator(Open)).ToHaveCountAsync(0);
        await PressAsync(visitor.Get("readout"));
        await PressAsync(visitor.Get("readout-patched"));

        await Expect(visitor.Page).ToHaveURLAsync(new Regex("readout=patched"));
        await Expect(visitor.Get("readout")).ToContainTextAsync("patched token");
        await visitor.MapIsWholeAsync();

        Task PressAsync(ILocator place) => touch ? place.TapAsync() : place.ClickAsync();
    }

    [Fact]
    public async Task Enter_OpensAMenuOnce()
    {
        await using var visitor = await host.VisitAsync();
        await visitor.MapIsWholeAsync();
        foreach (var menu in new[] { "readout", "checks" })
        {
            await visitor.Get(menu).FocusAsync();
            await visitor.Page.Keyboard.PressAsync("Enter");
            await Expect(visitor.Page.Locator(Open)).ToHaveCountAsync(1);
            // A second opening or closing by the same key would come within this.
            await visitor.Page.WaitForTimeoutAsync(500);
            await Expect(visitor.Page.Locator(Open)).ToHaveCountAsync(1);
            await visitor.Page.Keyboard.PressAsync("Escape");
            await Expect(visitor.Page.Locator(Open)).ToHaveCountAsync(0);
        }
    }

    [Fact]
    public async Task Presets_FitThePage_AndItIsLoadedOnce()
    {
        await using var visitor = await host.VisitAsync();
        var pages = new List<string>();
        visitor.Page.Request += (_, request) => pages.AddRange(new Uri(request.Url).AbsolutePath == "/" ? [request.Url] : Array.Empty<string>());
        await visitor.MapIsWholeAsync();
        foreach (var preset in new[] { "capital-question", "former-ceo", "former-ceo-placeholder", "token-identity", "language-of-x", "poland-or-warsaw" })
        {
            await visitor.Get($"preset-{preset}").ClickAsync();
            await Expect(visitor.Get($"preset-{preset}")).ToHaveAttributeAsync("aria-pressed", "true");
            await visitor.MapIsWholeAsync(isLastColumnGrey: preset is "former-ceo-placeholder" or "language-of-x");
            await Expect(visitor.Page).ToHaveURLAsync(new Regex("cell="));
            await Expect(visitor.Get("unpatched-text")).Not.ToContainTextAsync("…");
            Assert.Equal(0, await visitor.Page.EvaluateAsync<int>("() => document.documentElement.scrollHeight - innerHeight"));
            Assert.Equal(0, await visitor.Page.EvaluateAsync<int>("() => Math.max(...[...document.querySelectorAll('.written')].map(text => text.scrollHeight - text.clientHeight))"));
        }
        Assert.Empty(pages);
    }

    [Fact]
    public async Task APresetThatIsShownAlready_KeepsItsCellInTheAddress()
    {
        await using var visitor = await host.VisitAsync();
        await visitor.MapIsWholeAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("cell="));

        await visitor.Get("preset-poland-or-warsaw").ClickAsync();
        await visitor.Page.WaitForTimeoutAsync(1_500);

        await Expect(visitor.Page).ToHaveURLAsync(new Regex("cell="));
        await Expect(visitor.Get("cell-title")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task WithoutTheChartsScript_TheRestIsUsable()
    {
        await using var visitor = await host.VisitAsync(without: "**/plotly-3.7.0.min.js");
        await Expect(visitor.Get("chart-missing")).ToBeVisibleAsync();
        await Expect(visitor.Get("meaning")).ToContainTextAsync("Warsaw");

        await visitor.Get("map").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Home");
        await visitor.Page.Keyboard.PressAsync("Enter");

        await Expect(visitor.Get("cell-title")).ToContainTextAsync("→ 0");
        await Expect(visitor.Page.Locator("#blazor-error-ui")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task TheChosenToken_IsInSight_AndAMapThatIsRefusedHasNoHover()
    {
        await using var visitor = await host.VisitAsync();
        await visitor.MapIsWholeAsync();

        await visitor.Get("source-prompt").FillAsync(string.Join(' ', Enumerable.Repeat("The capital of Poland is Warsaw and", 16)));
        await visitor.MapIsWholeAsync();
        await visitor.Page.WaitForFunctionAsync(
            "() => { const box = document.querySelector('.chips'); const chip = box.querySelector('input:checked').closest('label').getBoundingClientRect(); const sight = box.getBoundingClientRect();"
            + "return box.scrollHeight > box.clientHeight && chip.top >= sight.top && chip.bottom <= sight.bottom; }");

        await visitor.ClickCellAsync(3, 3);
        await visitor.Get("source-prompt").FillAsync("");
        await Expect(visitor.Get("source-refusal")).ToBeVisibleAsync();
        await Expect(visitor.Page.Locator("#lens-heatmap .hovertext").First).ToBeHiddenAsync();
    }

    [Fact]
    public async Task ALostConnection_IsSaidAtOnce_AndTakenBack()
    {
        await using var visitor = await host.VisitAsync();
        await visitor.MapIsWholeAsync();

        await visitor.Page.Context.SetOfflineAsync(true);
        await Expect(visitor.Page.Locator(".reconnect")).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 1_000 });
        await visitor.Page.Context.SetOfflineAsync(false);

        await Expect(visitor.Page.Locator(".reconnect")).ToBeHiddenAsync();
    }
}
