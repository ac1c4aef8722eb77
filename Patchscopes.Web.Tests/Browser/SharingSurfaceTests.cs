using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Patchscopes.Web.Tests.Browser;

/// <summary>Dialog, menu and pages of kept runs: for those who use keys or a screen reader, and on small screens.</summary>
[Trait("Category", "Browser")]
[Collection("Browser")]
public sealed class SharingSurfaceTests(BrowserHost host)
{
    private const string Link = "/?source=The+capital+of+Poland+is&target=The+capital+of+France+is&cell=4-4";

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 400)]
    public async Task DialogMenuAndPages_HaveNoViolation_AndFit(ColorScheme scheme, int width)
    {
        await using var visitor = await host.VisitAsync(Link, width, scheme: scheme);
        await visitor.MapIsWholeAsync();
        await visitor.Get("share").ClickAsync();
        await Expect(visitor.Get("share-keep")).ToBeVisibleAsync();
        await CheckAsync();
        await visitor.Get("share-title").FillAsync("Poland in France");
        await visitor.Get("share-notes").FillAsync("Look at layer 4.");
        await visitor.Get("share-keep").ClickAsync();
        await Expect(visitor.Get("qr")).ToBeVisibleAsync();
        await CheckAsync();
        var address = new Uri(await visitor.Get("short-link").InputValueAsync()).AbsolutePath;

        await visitor.Page.GotoAsync(address);
        await Sharing.SavedMapIsWholeAsync(visitor);
        await CheckAsync();
        await visitor.Get("export").ClickAsync();
        await Expect(visitor.Get("export-menu")).ToBeVisibleAsync();
        await CheckAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");
        await visitor.Get("edit").ClickAsync();
        await Expect(visitor.Get("edit-title")).ToBeVisibleAsync();
        await CheckAsync();

        await visitor.Page.GotoAsync("/saved");
        await Expect(visitor.Get("kept-run")).ToBeVisibleAsync();
        await Expect(visitor.Get("recent-run")).ToBeVisibleAsync();
        await CheckAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "What is stored" }).ClickAsync();
        await Expect(visitor.Get("privacy-days")).ToContainTextAsync("at most 365 days");
        await CheckAsync();

        async Task CheckAsync()
        {
            await AccessibilityTests.AssertNoneAsync(visitor);
            await visitor.AssertFitsAsync();
        }
    }

    [Theory]
    [InlineData(Link)]
    [InlineData("/p/gpt2-ceo")]
    public async Task TheExportMenu_IsUsedByKeysAlone(string path)
    {
        await using var visitor = await host.VisitAsync(path);
        await visitor.Page.WaitForFunctionAsync("() => document.querySelector('#lens-heatmap')?.data?.[0].z.length > 1");
        await visitor.Get("export").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Get("export-png")).ToBeFocusedAsync();
        await Expect(visitor.Get("export")).ToHaveAttributeAsync("aria-expanded", "true");

        foreach (var (key, focused) in new[] { ("ArrowDown", "svg"), ("ArrowDown", "csv"), ("ArrowUp", "svg"), ("End", "curl"), ("ArrowDown", "curl"), ("Home", "png") })
        {
            await visitor.Page.Keyboard.PressAsync(key);
            await Expect(visitor.Get($"export-{focused}")).ToBeFocusedAsync();
        }
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(visitor.Get("export-menu")).ToHaveCountAsync(0);
        await Expect(visitor.Get("export")).ToBeFocusedAsync();

        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Get("export-png")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("ArrowDown");
        await visitor.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(visitor.Get("export-csv")).ToBeFocusedAsync();
        var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.Page.Keyboard.PressAsync("Enter"));
        Assert.EndsWith(".csv", download.SuggestedFilename, StringComparison.Ordinal);
        await Expect(visitor.Get("export-menu")).ToHaveCountAsync(0);
        await Expect(visitor.Get("export")).ToBeFocusedAsync();
        await Expect(visitor.Get("export-said")).ToContainTextAsync(".csv is saved.");

        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Get("export-png")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Tab");
        await Expect(visitor.Get("export-menu")).ToHaveCountAsync(0);
        await Expect(visitor.Get("export")).Not.ToBeFocusedAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EveryExport_IsAFileOfItsKind(bool isOfStages)
    {
        await using var visitor = await host.VisitAsync(isOfStages ? "/stages" : Link);
        await (isOfStages ? Expect(visitor.Get("stages-status")).ToContainTextAsync("2 traces") : visitor.MapIsWholeAsync());
        foreach (var (kind, begins) in new[] { ("png", "\u0089PNG"), ("svg", "<svg"), ("csv", isOfStages ? "Trace," : "SourceLayer,TargetLayer,"), ("html", "<!DOCTYPE html>"), ("json", "{") })
        {
            await visitor.Get("export").ClickAsync();
            var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.Get($"export-{kind}").ClickAsync());
            var file = await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
            Assert.EndsWith($".{kind}", download.SuggestedFilename, StringComparison.Ordinal);
            Assert.StartsWith(begins, System.Text.Encoding.Latin1.GetString(file), StringComparison.Ordinal);
        }
    }
}
