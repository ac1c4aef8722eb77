using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Patchscopes.Web.Components.Controls;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Patchscopes.Web.Tests.Browser;

[Trait("Category", "Browser")]
[Collection("Browser")]
public sealed class TourTests(BrowserHost host)
{
    [Theory]
    [InlineData(1440, 960)]
    [InlineData(400, 850)]
    public async Task Tour_GoesThroughThePageByKeyboard_EachStepBesideWhatItIsAbout(int width, int height)
    {
        await using var visitor = await host.VisitAsync("/", width, height);
        await visitor.MapIsWholeAsync();
        await Expect(visitor.Get("tour-dialog")).Not.ToBeVisibleAsync();
        await visitor.Get("tour").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        foreach (var (step, at) in Tour.Steps.Select((step, at) => (step, at)))
        {
            await Expect(visitor.Get("tour-count")).ToHaveTextAsync($"{at + 1} of {Tour.Steps.Count}");
            await Expect(visitor.Page.Locator("#tour-title")).ToHaveTextAsync(step.Title);
            await Expect(visitor.Get("tour-next")).ToBeFocusedAsync();
            Assert.True(await visitor.Page.EvaluateAsync<bool>(Fits), $"Step {at + 1} does not stand on the screen.");
            Assert.True(await visitor.Page.EvaluateAsync<bool>(Marks, step.Places), $"Step {at + 1} does not mark its element.");
            await visitor.Page.Keyboard.PressAsync("Enter");
        }
        await Expect(visitor.Get("tour-dialog")).Not.ToBeVisibleAsync();
        await Expect(visitor.Get("tour")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Tour_KeepsTheFocus_GoesBack_AndClosesOnEscape()
    {
        await using var visitor = await host.VisitAsync();
        await visitor.MapIsWholeAsync();
        await visitor.Get("tour").ClickAsync();
        await Expect(visitor.Get("tour-next")).ToBeFocusedAsync();
        await visitor.Get("tour-next").ClickAsync();
        await visitor.Get("tour-back").ClickAsync();
        await Expect(visitor.Get("tour-count")).ToHaveTextAsync($"1 of {Tour.Steps.Count}");
        for (var press = 0; press < 6; press++)
        {
            await visitor.Page.Keyboard.PressAsync("Tab");
            // Between the last and the first the browser's own bar may have the focus, but nothing else of the page.
            Assert.True(await visitor.Page.EvaluateAsync<bool>("() => document.activeElement === document.body || document.activeElement.closest('dialog') !== null"));
        }
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(visitor.Get("tour-dialog")).Not.ToBeVisibleAsync();
        await Expect(visitor.Get("tour")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Invitation_ComesOnAFirstVisitOnly_AndNothingOpensByItself()
    {
        await using var visitor = await host.VisitAsync();
        await visitor.MapIsWholeAsync();
        await Expect(visitor.Get("tour")).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("new"));
        await visitor.Get("tour").ClickAsync();
        await visitor.Get("tour-close").ClickAsync();

        await visitor.Page.ReloadAsync();
        await visitor.MapIsWholeAsync();
        await Expect(visitor.Get("cell-title")).ToBeVisibleAsync();

        await Expect(visitor.Get("tour")).Not.ToHaveClassAsync(new System.Text.RegularExpressions.Regex("new"));
        await Expect(visitor.Get("tour-dialog")).Not.ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 400)]
    public async Task Tour_HasNoViolation(ColorScheme scheme, int width)
    {
        await using var visitor = await host.VisitAsync("/", width, scheme: scheme);
        await visitor.MapIsWholeAsync();
        await visitor.Get("tour").ClickAsync();
        await Expect(visitor.Get("tour-next")).ToBeFocusedAsync();

        var found = await visitor.Get("tour-dialog").RunAxe();

        Assert.Empty(found.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {node.Html}")));
    }

    private const string Fits =
        "() => { const box = document.querySelector('[data-testid=tour-dialog] .box').getBoundingClientRect();"
        + "return box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight; }";

    private const string Marks =
        "places => { const box = places.map(place => document.querySelector(place)).find(element => element).getBoundingClientRect();"
        + "const spot = document.querySelector('[data-testid=tour-dialog] .spot').getBoundingClientRect();"
        + "return Math.abs(spot.left - box.left + 4) < 2 && Math.abs(spot.top - box.top + 4) < 2 && box.bottom > 0 && box.top < innerHeight; }";
}
