using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace Patchscopes.Web.Tests.Browser;

/// <summary>What visitors do to keep a run, and what they then see.</summary>
internal static class Sharing
{
    /// <summary>A map whose opened cell has come in full, with its controls.</summary>
    public static async Task CellIsWholeAsync(Visitor visitor, string title)
    {
        await Expect(visitor.Get("cell-title")).ToHaveTextAsync(title);
        await Expect(visitor.Get("patched-text").Locator(".first")).ToBeVisibleAsync();
        await Expect(visitor.Get("unpatched-text")).Not.ToHaveTextAsync(new Regex(@"^[\s…]*$"));
        await Expect(visitor.Get("controls-verdict")).ToBeAttachedAsync();
    }

    /// <summary>Keeps what the page shows, and leaves the dialog open.</summary>
    /// <returns>Path of the short link.</returns>
    public static async Task<string> KeepAsync(Visitor visitor, string name = "")
    {
        await visitor.Get("share").ClickAsync();
        await visitor.Get("share-title").FillAsync(name);
        await visitor.Get("share-keep").ClickAsync();
        await Expect(visitor.Get("short-link")).ToHaveValueAsync(new Regex("^http.*/p/[A-Za-z0-9]+$"));
        return new Uri(await visitor.Get("short-link").InputValueAsync()).AbsolutePath;
    }

    /// <summary>The map of a saved run, drawn.</summary>
    public static async Task SavedMapIsWholeAsync(Visitor visitor)
    {
        await Expect(visitor.Get("saved-line")).ToContainTextAsync(new Regex(@"^\s*(\d+)\s*of \1 cells kept"));
        await visitor.Page.WaitForFunctionAsync("() => document.querySelector('#lens-heatmap')?.data?.[0].z.length > 1");
    }

    /// <summary>What the panel says of the opened cell: its tokens with their probabilities, both texts, the controls.</summary>
    public static async Task<string> CellAsync(Visitor visitor)
    {
        var parts = await Task.WhenAll(
            visitor.Get("sentence").InnerTextAsync(), visitor.Get("meaning").InnerTextAsync(), visitor.Get("panel").Locator(".likely").InnerTextAsync(),
            visitor.Get("patched-text").InnerTextAsync(), visitor.Get("unpatched-text").InnerTextAsync(), visitor.Get("controls-verdict").InnerTextAsync());
        return string.Join('\n', parts);
    }

    /// <summary>What a lane of the stages shows in each block, and its verdict.</summary>
    public static async Task<string> LaneAsync(Visitor visitor, string lane)
    {
        var cells = await visitor.Get(lane).Locator("[data-block]").AllInnerTextsAsync();
        return string.Join('\n', [await visitor.Get(lane).GetByTestId("verdict").InnerTextAsync(), .. cells]);
    }
}
