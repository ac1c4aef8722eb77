using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Patchscopes.Web.Tests.Browser;

/// <summary>Every view of a run, against what the HTTP API says of the same request.</summary>
[Trait("Category", "Browser")]
[Collection("Browser")]
public sealed class ViewTests(BrowserHost host)
{
    private const string Request = """{"model":"atlas","source":{"prompt":"The capital of Poland is","position":-1},"target":{"prompt":"cat->cat; 135->135; hello->hello; ?->","position":-1},"answers":[" Warsaw"],"newTokens":4}""";
    private const string Link = "/?source=The+capital+of+Poland+is&target=cat-%3Ecat%3B+135-%3E135%3B+hello-%3Ehello%3B+%3F-%3E&answers=%5B%22+Warsaw%22%5D&newTokens=4";

    [Fact]
    public async Task EveryView_ShowsTheNumbersOfTheApi()
    {
        await using var visitor = await host.VisitAsync(Link + "&show=table");
        await visitor.MapIsWholeAsync();
        var lines = (await visitor.Page.EvaluateAsync<string>(
            "async body => (await fetch('/api/v1/sweeps', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })).text()", Request))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var usual = lines.Single(line => Kind(line) == "unpatched").GetProperty("answers")[0].GetProperty("probability").GetDouble();
        var cells = lines.Where(line => Kind(line) == "cells").SelectMany(line => line.GetProperty("cells").EnumerateArray()).ToDictionary(Place);
        var texts = lines.Where(line => Kind(line) == "written").SelectMany(line => line.GetProperty("cells").EnumerateArray()).ToDictionary(Place);
        Assert.Equal((144, 144), (cells.Count, texts.Count));

        foreach (var (view, answer, words) in new (string, string?, Func<string, string>)[]
        {
            ("top", null, at => $"{cells[at].GetProperty("top")[0].GetProperty("text").GetString()!.Replace(' ', '␣')} {Number(cells[at].GetProperty("top")[0].GetProperty("probability").GetDouble(), "0.000")}"),
            ("probability", " Warsaw", at => Number(Answer(at).GetProperty("probability").GetDouble(), "0.000")),
            ("rank", " Warsaw", at => Answer(at).GetProperty("rank").GetInt32().ToString(CultureInfo.InvariantCulture)),
            ("change", " Warsaw", at => Signed(Answer(at).GetProperty("probability").GetDouble() - usual)),
            ("entropy", null, at => Number(cells[at].GetProperty("entropy").GetDouble(), "0.00")),
            ("success", " Warsaw", at => texts[at].GetProperty("hasAnswer").GetBoolean() ? "yes" : "no"),
        })
        {
            await visitor.Get($"view-{view}").CheckAsync(new LocatorCheckOptions { Force = true });
            if (view == "change")
            {
                await visitor.Get("answer").ClickAsync();
                await visitor.Page.Locator("[data-testid=answer-choice]", new PageLocatorOptions { HasTextString = "␣Warsaw" }).First.ClickAsync();
            }
            if (answer is not null)
                await Expect(visitor.Get("answer")).ToContainTextAsync(answer.Replace(' ', '␣'));
            await Expect(visitor.Get("map-table").Locator("caption")).ToContainTextAsync(answer is null ? view == "top" ? "top token" : "Entropy" : "␣Warsaw");
            foreach (var at in cells.Keys)
                await Expect(visitor.Get($"table-{at}")).ToHaveTextAsync(new Regex($"^\\s*{Regex.Escape(words(at)).Replace("\\ ", "\\s*", StringComparison.Ordinal)}\\s*$"));
        }

        JsonElement Answer(string at) => cells[at].GetProperty("answers")[0];
    }

    [Fact]
    public async Task TheChart_HasTheSameNumbers_TurnedAsThePaperDrawsThem()
    {
        await using var visitor = await host.VisitAsync(Link + "&view=entropy&transpose=1&flip=1");
        await visitor.MapIsWholeAsync();
        var corner = await EntropyAsync(11, 0);
        await Expect(visitor.Page.Locator(".down .title")).ToHaveTextAsync("target layer (after block)");

        await visitor.Get("flip").ClickAsync();
        await visitor.Get("transpose").ClickAsync();
        await Expect(visitor.Page.Locator(".down .title")).ToHaveTextAsync("source layer (after block)");
        await visitor.Page.WaitForFunctionAsync("corner => document.querySelector('#lens-heatmap').data[0].z[0][0] === corner", corner);
        Assert.Equal(corner, await EntropyAsync(0, 0));

        Task<double> EntropyAsync(int row, int column) =>
            visitor.Page.EvaluateAsync<double>("([row, column]) => document.querySelector('#lens-heatmap').data[0].z[row][column]", new[] { row, column });
    }

    [Fact]
    public async Task ZoomingIn_ScrollsTheCardAndNotThePage_ItsNamesStayInSight()
    {
        await using var visitor = await host.VisitAsync();
        await visitor.MapIsWholeAsync();
        await visitor.Get("zoom-in").ClickAsync();
        await visitor.Get("zoom-in").ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("zoom=150"));
        await visitor.Page.WaitForFunctionAsync("() => { const box = document.querySelector('.map-scroll'); return box.scrollWidth > box.clientWidth && box.scrollHeight > box.clientHeight; }");

        await visitor.Page.EvaluateAsync("() => document.querySelector('.map-scroll').scrollTo(9999, 9999)");

        Assert.True(await visitor.Page.EvaluateAsync<bool>(
            """
            () => {
              const sight = document.querySelector('.map-scroll').getBoundingClientRect();
              const name = document.querySelector('[aria-label="source layer 11, row"]').getBoundingClientRect();
              const column = document.querySelector('[aria-label="target layer 11, column"]').getBoundingClientRect();
              return name.left >= sight.left && name.left < sight.left + 80 && column.top >= sight.top && column.top < sight.top + 60;
            }
            """));
        Assert.True(await visitor.Page.EvaluateAsync<bool>("() => document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth"));
        await visitor.Get("zoom-fit").ClickAsync();
        await Expect(visitor.Page).Not.ToHaveURLAsync(new Regex("zoom="));
    }

    [Fact]
    public async Task ByKeyboardAlone_ATableCell_AndARow_AreReachedAndOpened()
    {
        await using var visitor = await host.VisitAsync(Link);
        await visitor.MapIsWholeAsync();
        await visitor.Page.GetByLabel("source layer 0, row").FocusAsync();
        foreach (var key in new[] { "ArrowDown", "ArrowDown", "Enter" })
            await visitor.Page.Keyboard.PressAsync(key);
        await Expect(visitor.Get("strip")).ToContainTextAsync("Source layer 2 in every target layer");
        await visitor.Get("strip-2-7").PressAsync("Enter");
        await Expect(visitor.Get("cell-title")).ToHaveTextAsync("Cell 2 → 7");
        await visitor.Get("map").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(visitor.Get("strip")).ToHaveCountAsync(0);
        await Expect(visitor.Get("cell-title")).ToHaveTextAsync("Cell 2 → 7");

        await visitor.Get("form-table").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Space");
        await Expect(visitor.Get("map-table")).ToHaveAttributeAsync("data-hears-keys", "");
        await visitor.Get("table-0-0").FocusAsync();
        foreach (var key in new[] { "ArrowDown", "ArrowRight", "ArrowRight", "Enter" })
            await visitor.Page.Keyboard.PressAsync(key);

        await Expect(visitor.Get("cell-title")).ToHaveTextAsync("Cell 1 → 2");
    }

    private static string Kind(JsonElement line) => line.GetProperty("kind").GetString()!;

    private static string Place(JsonElement cell) => $"{cell.GetProperty("sourceLayer")}-{cell.GetProperty("targetLayer")}";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Signed(double change) => Number(Math.Abs(change), "0.000") is var size && size == "0.000" ? size : (change < 0 ? "−" : "+") + size;
}
