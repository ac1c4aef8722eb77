using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Patchscopes.Web.Tests.Browser;

/// <summary>What axe-core finds on the pages as a visitor meets them.</summary>
[Trait("Category", "Browser")]
[Collection("Browser")]
public sealed class AccessibilityTests(BrowserHost host)
{
    // A folder that is not there lists nothing, and can still be downloaded into.
    private static readonly string NoModels = Path.Combine(AppContext.BaseDirectory, "no models");

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Explore_HasNoViolation(ColorScheme scheme)
    {
        await using var visitor = await host.VisitAsync("/", scheme: scheme);
        await visitor.MapIsWholeAsync();
        await Expect(visitor.Get("cell-title")).ToBeVisibleAsync();

        await AssertNoneAsync(visitor);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440, "view=change&scale=cividis&zoom=150")]
    [InlineData(ColorScheme.Dark, 1440, "view=success&show=table")]
    [InlineData(ColorScheme.Light, 400, "view=rank&show=table")]
    [InlineData(ColorScheme.Dark, 1440, "show=diagonal")]
    [InlineData(ColorScheme.Light, 1440, "show=diagonal")]
    [InlineData(ColorScheme.Dark, 400, "view=entropy&transpose=1&flip=1")]
    public async Task EveryForm_WithAStripPinsAndAComparison_HasNoViolation(ColorScheme scheme, int width, string look)
    {
        await using var visitor = await host.VisitAsync("/?source=The+capital+of+Poland+is&target=The+capital+of+France+is&cell=3-3&pins=3-3,4-4&" + look, width, scheme: scheme);
        await Expect(visitor.Get("cell-title")).ToBeVisibleAsync();
        await Expect(visitor.Get("compare")).ToBeEnabledAsync();
        await visitor.Get("compare").ClickAsync();
        await Expect(visitor.Get("compare-words")).ToBeVisibleAsync();
        if (!look.Contains("show=", StringComparison.Ordinal))
            await visitor.Page.GetByLabel("layer 3, row").Last.ClickAsync();

        await AssertNoneAsync(visitor);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Light, 400)]
    public async Task TheRestOfTheTuple_AndTheLensTable_HaveNoViolation(ColorScheme scheme, int width)
    {
        await using var visitor = await host.VisitAsync("/?sourceModel=atlas-small&mapping=affine&fitAt=last-token&cell=3-3", width, scheme: scheme);
        await visitor.MapIsWholeAsync();
        await visitor.Get("tuple-toggle").ClickAsync();
        await visitor.Get("lens-toggle").ClickAsync();
        await Expect(visitor.Get("lens-table")).ToBeVisibleAsync();
        await Expect(visitor.Get("controls-verdict")).ToBeAttachedAsync();

        await AssertNoneAsync(visitor);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 400)]
    public async Task Models_OfAnAdministrator_HaveNoViolation(ColorScheme scheme, int width)
    {
        const string Key = "correct-horse-battery";
        await using var visitor = await host.VisitAsync("/models", width, scheme: scheme, folder: NoModels, settings: [("Admin:Key", Key)]);
        await visitor.Get("administrator-open").ClickAsync();
        await visitor.Get("administrator-key").FillAsync("another key than that");
        await visitor.Get("administrator-enter").ClickAsync();
        await Expect(visitor.Get("administrator-message")).ToContainTextAsync("not the administrator's key");
        await AssertNoneAsync(visitor);

        await visitor.Get("administrator-key").FillAsync(Key);
        await visitor.Get("administrator-enter").ClickAsync();
        await Expect(visitor.Get("download")).ToBeVisibleAsync();
        await AssertNoneAsync(visitor);

        var atlas = visitor.Get("model-atlas");
        await atlas.GetByTestId("unload").ClickAsync();
        await Expect(atlas.GetByTestId("state")).ToHaveTextAsync("not loaded");
        await atlas.GetByTestId("load").ClickAsync();
        await Expect(atlas.GetByTestId("state")).ToHaveTextAsync("✓ ready");
        Assert.DoesNotContain(Key, await visitor.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Light, 400)]
    public async Task Stages_WithALaneWithoutItAndADataSet_HasNoViolation(ColorScheme scheme, int width)
    {
        await using var visitor = await host.VisitAsync("/stages?without=mlp.8", width, scheme: scheme);
        await Expect(visitor.Get("outcome")).ToContainTextAsync("the model says");
        await visitor.Get("relation").SelectOptionAsync("founder");
        await visitor.Get("with-twins").UncheckAsync();
        await visitor.Get("dataset-run").ClickAsync();
        await Expect(visitor.Get("removed-back")).ToBeVisibleAsync();
        await Expect(visitor.Get("dataset-run")).ToBeVisibleAsync();

        await AssertNoneAsync(visitor);
    }

    internal static async Task AssertNoneAsync(Visitor visitor)
    {
        var found = await visitor.Page.RunAxe();

        // MudBlazor's menu puts role and tabindex on the box around a custom activator, and hears of no Enter there: the button in it must stay one.
        var faults = found.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {violation.Help}: {node.Html}: {string.Join(' ', node.Any.Concat(node.All).Select(check => check.Message))}"))
            .Where(fault => !(fault.StartsWith("nested-interactive", StringComparison.Ordinal) && fault.Contains("mud-menu-activator", StringComparison.Ordinal)))
            .ToList();
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }
}
