using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Components.Controls.Guide;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Patchscopes.Web.Tests.Browser;

[Trait("Category", "Browser")]
[Collection("Browser")]
public sealed class GuideTests(BrowserHost host)
{
    [Fact]
    public async Task Page_IsTheFile_AndEveryExampleRunsAndFindsWhatItLooksFor()
    {
        await using var visitor = await host.VisitAsync("/guide");
        Assert.Equal(GuideText.Whole.Headings.Select(heading => heading.Text), await visitor.Get("guide").Locator("h1, h2, h3").AllInnerTextsAsync());
        foreach (var (example, at) in GuideText.Whole.Parts.OfType<GuidePart.Runnable>().Select((part, at) => (part.Example, at)))
        {
            var card = visitor.Get($"example-{at + 1}");
            await card.GetByTestId("run-here").ClickAsync();

            await Expect(card.GetByTestId("written")).Not.ToBeEmptyAsync();
            var found = await card.Locator("tr.found th").AllInnerTextsAsync();
            Assert.Equal(example.Finds.Select(word => word.Trim()).Distinct().Order(), found.Select(word => word.TrimStart('␣')).Distinct().Order());
        }
    }

    [Fact]
    public async Task OpenInExplore_ShowsTheSameCell()
    {
        await using var visitor = await host.VisitAsync("/guide");
        var card = visitor.Get("example-2");
        await card.GetByTestId("run-here").ClickAsync();
        await card.GetByTestId("open-in-explore").ClickAsync();

        await visitor.MapIsWholeAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("/\\?model=atlas&source=The\\+capital\\+of\\+Poland\\+is.*cell="));
        await Expect(visitor.Get("meaning").Locator(".token-tag").First).ToHaveTextAsync(TokenDisplay.Of(" Warsaw"));
    }

    [Fact]
    public async Task Contents_LeadToTheirSection_WithoutLoadingThePageAnew()
    {
        await using var visitor = await host.VisitAsync("/guide");
        await visitor.Get("example-1").GetByTestId("run-here").ClickAsync();
        await Expect(visitor.Get("example-1").GetByTestId("written")).ToBeVisibleAsync();

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Entropy", Exact = true }).ClickAsync();

        await Expect(visitor.Page.Locator("#entropy")).ToBeInViewportAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("/guide#entropy$"));
        await Expect(visitor.Get("example-1").GetByTestId("written")).ToHaveCountAsync(1);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Light, 400)]
    public async Task Page_WithAResult_HasNoViolation_AndFits(ColorScheme scheme, int width)
    {
        await using var visitor = await host.VisitAsync("/guide", width, scheme: scheme);
        await visitor.Get("example-2").GetByTestId("run-here").ClickAsync();
        await Expect(visitor.Get("example-2").GetByTestId("written")).ToBeVisibleAsync();

        var found = await visitor.Page.RunAxe();

        Assert.Empty(found.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {node.Html}")));
        await visitor.AssertFitsAsync();
    }
}
