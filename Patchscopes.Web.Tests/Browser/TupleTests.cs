using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Patchscopes.Web.Tests.Browser;

/// <summary>Each knob of the tuple changes the request, and the map then has the numbers that the API gives for it.</summary>
[Trait("Category", "Browser")]
[Collection("Browser")]
public sealed class TupleTests(BrowserHost host)
{
    private const string Link = "/?source=The+capital+of+Poland+is&target=cat+-%3E+cat%0A1135+-%3E+1135%0Ahello+-%3E+hello%0A?";
    private const string Prompts = "\"source\":{\"prompt\":\"The capital of Poland is\",\"position\":-1},\"target\":{\"prompt\":\"cat -> cat\\n1135 -> 1135\\nhello -> hello\\n?\",\"position\":-1}";

    [Fact]
    public async Task Site_Mapping_Layers_AndFurtherTokens_GiveTheNumbersOfTheApi()
    {
        await using var visitor = await OpenAsync();
        await visitor.Get("site").SelectOptionAsync("mlp");
        await SummaryAsync(visitor, "what the MLP adds");
        await visitor.Get("mapping").SelectOptionAsync("scale");
        await visitor.Get("factor").FillAsync("2");
        await visitor.Get("factor").BlurAsync();
        await SummaryAsync(visitor, "scaled by 2");
        foreach (var (field, number) in new[] { ("source-from", "2"), ("source-step", "4"), ("target-from", "8") })
        {
            await visitor.Get(field).FillAsync(number);
            await visitor.Get(field).BlurAsync();
        }
        await SummaryAsync(visitor, "source layers 2–11 by 4");
        await visitor.Get("also-1").ClickAsync();
        await SummaryAsync(visitor, "2 tokens patched");
        await AssertIsAsync(visitor, """ "site":"mlp","mapping":{"kind":"scale","factor":2},"sourceLayers":[2,6,10,11],"targetLayers":[8,9,10,11],"alsoPatched":[1] """, 4, 4);

        await visitor.Get("tuple-reset").ClickAsync();
        await SummaryAsync(visitor, "all layers");
        await Expect(visitor.Page).Not.ToHaveURLAsync(new Regex("site="));
    }

    [Fact]
    public async Task StatesOfTheSmallModel_AreCarriedByAFittedMap_WhichSaysHowWellItDoes()
    {
        await using var visitor = await OpenAsync();
        await visitor.Get("source-model").SelectOptionAsync("atlas-small");

        await Expect(visitor.Get("mapping")).ToHaveValueAsync("affine");
        await Expect(visitor.Get("fit")).ToContainTextAsync(new Regex("Fitted to [0-9,]+ positions.*held out it explains [01]\\."));
        await Expect(visitor.Get("mapping").Locator("option[value=identity]")).ToHaveAttributeAsync("disabled", "");
        await AssertIsAsync(visitor, """ "sourceModel":"atlas-small","mapping":{"kind":"affine","fitAt":"last-token"} """, 6, 12);
        await visitor.Get("texts").FillAsync("too few\ntexts");
        await visitor.Get("texts").BlurAsync();
        await Expect(visitor.Get("tuple-refusal")).ToContainTextAsync("The list has 2 texts");
    }

    [Fact]
    public async Task TextsAreWritten_AndACellHasItsControls()
    {
        await using var visitor = await OpenAsync("&cell=9-2");
        await Expect(visitor.Get("controls-verdict")).ToContainTextAsync("so the reading depends on the state");
        await Expect(visitor.Get("controls").GetByRole(AriaRole.Listitem)).ToHaveCountAsync(10);
        await visitor.Get("new-tokens").FillAsync("3");
        await visitor.Get("new-tokens").BlurAsync();
        await SummaryAsync(visitor, "3 tokens written for every cell");
        await visitor.Get("writes").SelectOptionAsync("diagonal");
        await SummaryAsync(visitor, "3 tokens written for cells with");
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("newTokens=3&writes=diagonal"));
    }

    [Fact]
    public async Task AListTooLongForOneMessage_IsKeptOut_AndThePageGoesOn()
    {
        await using var visitor = await OpenAsync("&mapping=affine&fitAt=last-token");
        await visitor.Get("texts").FillAsync("one text");
        await visitor.Get("texts").FillAsync(new string('é', 20_000));
        await Expect(visitor.Get("texts-too-long")).ToContainTextAsync("That would make 40,002 bytes");
        await Expect(visitor.Get("texts")).ToHaveValueAsync("one text");
        await visitor.Get("texts").BlurAsync();
        await Expect(visitor.Get("tuple-refusal")).ToContainTextAsync("The list has 1 texts");

        await visitor.Get("texts").FillAsync("two texts");
        await Expect(visitor.Get("texts-too-long")).ToHaveCountAsync(0);
        await visitor.Get("mapping").SelectOptionAsync("identity");
        await visitor.MapIsWholeAsync();
    }

    [Fact]
    public async Task EveryField_IsReachedAndUsedByKeysAlone()
    {
        await using var visitor = await host.VisitAsync(Link);
        await visitor.MapIsWholeAsync();
        await visitor.Get("tuple-toggle").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Get("site")).ToBeVisibleAsync();
        await Expect(visitor.Get("tuple-toggle")).ToBeFocusedAsync();

        await TabToAsync(visitor, "source-model");
        await TabToAsync(visitor, "site");
        await PressAsync(visitor, "ArrowDown", "what attention adds");
        await PressAsync(visitor, "ArrowUp", "all layers");
        await TabToAsync(visitor, "mapping");
        await PressAsync(visitor, "ArrowDown", "scaled by 1");
        await TabToAsync(visitor, "factor");
        await TypeAsync(visitor, "2", "scaled by 2");
        await TabToAsync(visitor, "source-from");
        await TypeAsync(visitor, "3", "source layers 3–11");
        await TabToAsync(visitor, "source-to");
        await TypeAsync(visitor, "9", "source layers 3–9");
        await TabToAsync(visitor, "source-step");
        await TypeAsync(visitor, "2", "source layers 3–9 by 2");
        await TabToAsync(visitor, "source-emb");
        await PressAsync(visitor, "Space", "source layers emb, 3–9 by 2");
        await TabToAsync(visitor, "target-from");
        await TypeAsync(visitor, "8", "target layers 8–11");
        foreach (var field in new[] { "target-to", "target-step", "target-emb", "also-0" })
            await TabToAsync(visitor, field);
        await PressAsync(visitor, "Space", "2 tokens patched");
        await TabToAsync(visitor, "also-1");
        await PressAsync(visitor, "Enter", "3 tokens patched");
        for (var at = 2; await visitor.Get($"also-{at}").IsEnabledAsync(); at++)
            await TabToAsync(visitor, $"also-{at}");
        await TabToAsync(visitor, "top-k");
        await TypeAsync(visitor, "7", "7 tokens in a cell");
        await TabToAsync(visitor, "new-tokens");
        await TypeAsync(visitor, "2", "2 tokens written for every cell");
        await TabToAsync(visitor, "writes");
        await PressAsync(visitor, "ArrowDown", "2 tokens written for cells with");

        while (!await visitor.Get("source-model").EvaluateAsync<bool>("field => field === document.activeElement"))
            await visitor.Page.Keyboard.PressAsync("Shift+Tab");
        await TabToAsync(visitor, "tuple-reset", "Shift+Tab");
        await PressAsync(visitor, "Enter", "all layers");
    }

    [Fact]
    public async Task TheLensTable_IsReachedAndUsedByKeysAlone()
    {
        await using var visitor = await host.VisitAsync(Link, 400);
        await visitor.MapIsWholeAsync();
        await visitor.Get("lens-toggle").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Space");
        await Expect(visitor.Get("lens-table").Locator("tbody tr").First.Locator("td")).ToHaveCountAsync(5);
        await TabToAsync(visitor, "lens-role");
        await visitor.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(visitor.Get("lens-table").Locator("tbody tr").First.Locator("td")).Not.ToHaveCountAsync(5);
        await TabToAsync(visitor, "lens-decoder");
        await visitor.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(visitor.Get("lens-decoder")).ToHaveValueAsync("token-identity");
        await Expect(visitor.Get("lens-table")).ToBeVisibleAsync();

        var scroll = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Lens table, scrolls" });
        await visitor.Page.Keyboard.PressAsync("Tab");
        await AssertSeenAsync(scroll);
        await visitor.Page.Keyboard.PressAsync("ArrowRight");
        await visitor.Page.WaitForFunctionAsync("() => document.querySelector('.lens .scroll').scrollLeft > 0");
        foreach (var field in new[] { "lens-decoder", "lens-role", "lens-toggle" })
            await TabToAsync(visitor, field, "Shift+Tab");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Get("lens-table")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("logit-lens")]
    [InlineData("token-identity")]
    [InlineData("affine")]
    public async Task TheLensTable_HasWhatTheApiReads(string decoder)
    {
        await using var visitor = await OpenAsync();
        await visitor.Get("lens-toggle").ClickAsync();
        await visitor.Get("lens-decoder").SelectOptionAsync(decoder);
        var table = await FetchAsync(visitor, "lenses", $$"""{"model":"atlas","prompt":"The capital of Poland is","decoder":"{{decoder}}"}""");
        foreach (var row in JsonElement.Parse(table).GetProperty("layers").EnumerateArray())
        {
            var says = row.GetProperty("positions").EnumerateArray().Select(top => top[0].GetProperty("text").GetString()!.Replace(' ', '␣').Replace('\n', '⏎')).ToList();
            await Expect(visitor.Get("lens-table").Locator("tbody tr").Nth(row.GetProperty("layer").GetInt32()).Locator("td")).ToHaveTextAsync(says);
        }
    }

    private async Task<Visitor> OpenAsync(string more = "")
    {
        var visitor = await host.VisitAsync(Link + more);
        await visitor.MapIsWholeAsync();
        await visitor.Get("tuple-toggle").ClickAsync();
        await Expect(visitor.Get("site")).ToBeVisibleAsync();
        return visitor;
    }

    /// <summary>Tabs to the next field, which must be this one and be seen to have the focus.</summary>
    private static async Task TabToAsync(Visitor visitor, string field, string key = "Tab")
    {
        await visitor.Page.Keyboard.PressAsync(key);
        await AssertSeenAsync(visitor.Get(field));
    }

    private static async Task AssertSeenAsync(ILocator field)
    {
        await Expect(field).ToBeFocusedAsync();
        Assert.True(await field.EvaluateAsync<bool>(
            "field => { const style = getComputedStyle(field); return field.matches(':focus-visible') && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; }"), $"{field} does not show that it has the focus");
        await Expect(field).ToBeInViewportAsync();
    }

    private static async Task PressAsync(Visitor visitor, string key, string words)
    {
        await visitor.Page.Keyboard.PressAsync(key);
        await SummaryAsync(visitor, words);
    }

    private static async Task TypeAsync(Visitor visitor, string number, string words)
    {
        await visitor.Page.Keyboard.PressAsync("Control+A");
        await visitor.Page.Keyboard.TypeAsync(number);
        await PressAsync(visitor, "Enter", words);
    }

    private static Task SummaryAsync(Visitor visitor, string words) => Expect(visitor.Get("tuple-summary")).ToContainTextAsync(words);

    private static Task<string> FetchAsync(Visitor visitor, string endpoint, string body) => visitor.Page.EvaluateAsync<string>(
        "async ([endpoint, body]) => (await fetch('/api/v1/' + endpoint, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })).text()", new[] { endpoint, body });

    /// <summary>Fails unless the map shows what the API gives for the same request.</summary>
    private static async Task AssertIsAsync(Visitor visitor, string more, int rows, int columns)
    {
        await Expect(visitor.Get("status")).ToContainTextAsync($"{rows * columns} of {rows * columns} cells");
        await Expect(visitor.Get("stale")).ToHaveCountAsync(0);
        var lines = (await FetchAsync(visitor, "sweeps", $$"""{"model":"atlas",{{Prompts}},{{more}}}""")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();
        var cells = lines.Where(line => line.GetProperty("kind").GetString() == "cells").SelectMany(line => line.GetProperty("cells").EnumerateArray())
            .OrderBy(cell => cell.GetProperty("sourceLayer").GetInt32()).ThenBy(cell => cell.GetProperty("targetLayer").GetInt32())
            .Select(cell => Math.Round(cell.GetProperty("top")[0].GetProperty("probability").GetDouble(), 4)).ToList();
        Assert.Equal(rows * columns, cells.Count);
        await visitor.Page.WaitForFunctionAsync(
            "cells => { const z = document.querySelector('#lens-heatmap').data[0].z.flat(); return z.length === cells.length && z.every((value, at) => Math.abs(value - cells[at]) < 0.0002); }", cells);
    }
}
