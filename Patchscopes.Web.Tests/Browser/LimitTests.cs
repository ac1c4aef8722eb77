using System.Text.RegularExpressions;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Patchscopes.Web.Tests.Browser;

/// <summary>What a page says when its visitor's address has computed as much as it may.</summary>
[Trait("Category", "Browser")]
[Collection("Browser")]
public sealed class LimitTests(BrowserHost host)
{
    // Enough for the first visit's map and cell, and for no second map.
    private static readonly (string, string)[] Little = [("Limits:CellsPerSecond", "0.01"), ("Limits:Burst", "200")];

    [Fact]
    public async Task Page_OfAnAddressOverItsLimit_SaysSo_AndKeepsWhatWasTyped()
    {
        await using var visitor = await host.VisitAsync(settings: Little);
        await visitor.MapIsWholeAsync();

        await visitor.Get("source-prompt").FillAsync("The capital of Japan is");

        await Expect(visitor.Get("run-message")).ToHaveTextAsync(new Regex(@"^Your address has computed as much as it may for now \(.*\): ask again in \d+ seconds\.$"));
        await Expect(visitor.Get("status")).ToContainTextAsync("Not run: see the message below");
        await Expect(visitor.Get("run-again")).ToBeVisibleAsync();
        await Expect(visitor.Get("source-prompt")).ToHaveValueAsync("The capital of Japan is");

        await visitor.Page.GotoAsync("/stages");
        await Expect(visitor.Page.GetByText(new Regex("ask again in")).First).ToBeVisibleAsync();
    }
}
