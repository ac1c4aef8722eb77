using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Patchscopes.Model.Presets;
using Patchscopes.Model.Tokens;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Patchscopes.Web.Tests.Browser;

[Trait("Category", "Browser")]
[Collection("Browser")]
public sealed class PresetTests(BrowserHost host)
{
    [Fact]
    public async Task EveryExample_RunsAtOneClick_AndOpensACellThatSaysWhatItIsAbout()
    {
        await using var visitor = await host.VisitAsync();
        await visitor.MapIsWholeAsync();
        foreach (var preset in PresetCatalog.All.Skip(1).Append(PresetCatalog.All[0]))
        {
            await visitor.Get("more-presets").ClickAsync();
            await visitor.Get($"gallery-{preset.Key}").ClickAsync();

            await Expect(visitor.Get("gallery")).Not.ToBeVisibleAsync();
            await Expect(visitor.Get("target-prompt")).ToHaveValueAsync(preset.Target.Prompt);
            await Expect(visitor.Get("shows")).ToHaveTextAsync(preset.Shows);
            await visitor.MapIsWholeAsync(isLastColumnGrey: preset.Target.Token is { } token && !preset.Target.Prompt.EndsWith(token, StringComparison.Ordinal));
            await Expect(visitor.Page).ToHaveURLAsync(new Regex("cell="));
            await Expect(visitor.Get("meaning").Locator(".token-tag").First).ToHaveTextAsync(new Regex(
                $"^({string.Join('|', preset.Opens.Select(TokenDisplay.Of).Select(Regex.Escape))})$"));
            if (preset.Writes is { } writes)
                await Expect(visitor.Get("patched-text")).ToContainTextAsync(writes.Trim());
        }
    }

    [Fact]
    public async Task Gallery_WorksByKeyboard_AndGivesTheFocusBack()
    {
        await using var visitor = await host.VisitAsync();
        await visitor.MapIsWholeAsync();
        await visitor.Get("more-presets").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Get("gallery-poland-or-warsaw")).ToBeFocusedAsync();

        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(visitor.Get("gallery")).Not.ToBeVisibleAsync();
        await Expect(visitor.Get("more-presets")).ToBeFocusedAsync();

        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Get("gallery-poland-or-warsaw")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Tab");
        await Expect(visitor.Get("gallery-capital-question")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Get("preset-capital-question")).ToHaveAttributeAsync("aria-pressed", "true");
    }

    [Fact]
    public async Task Gallery_OpenedAgainBeforeTheBrowserTellsThatItWasClosed_IsWhole()
    {
        await using var visitor = await host.VisitAsync();
        await visitor.MapIsWholeAsync();
        await visitor.Get("more-presets").ClickAsync();
        await Expect(visitor.Get("gallery-poland-or-warsaw")).ToBeFocusedAsync();

        await visitor.Page.EvaluateAsync("() => { document.querySelector('[data-testid=gallery]').close(); document.querySelector('[data-testid=more-presets]').click(); }");

        await Expect(visitor.Get("gallery-poland-or-warsaw")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(visitor.Get("gallery-poland-or-warsaw")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 400)]
    public async Task Gallery_HasNoViolation_AndFits(ColorScheme scheme, int width)
    {
        await using var visitor = await host.VisitAsync("/", width, scheme: scheme);
        await visitor.MapIsWholeAsync();
        await visitor.Get("more-presets").ClickAsync();
        await Expect(visitor.Get("gallery-describe-landmark")).ToBeVisibleAsync();

        var found = await visitor.Get("gallery").RunAxe();

        Assert.Empty(found.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {node.Html}")));
        await visitor.AssertFitsAsync();
    }
}
