using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Patchscopes.Web.Tests.Browser;

/// <summary>The page of what a browser has kept and run; files out and in.</summary>
[Trait("Category", "Browser")]
[Collection("Browser")]
public sealed class SavedTests(BrowserHost host)
{
    private const string Link = "/?source=The+capital+of+Poland+is&target=The+capital+of+France+is&cell=4-4";

    [Fact]
    public async Task AnExportedRun_ThatIsDeleted_AndImportedAgain_HasTheSameNumbers()
    {
        await using var visitor = await host.VisitAsync(Link);
        await visitor.MapIsWholeAsync();
        await Sharing.CellIsWholeAsync(visitor, "Cell 4 → 4");
        var (numbers, cell) = (await visitor.NumbersAsync(), await Sharing.CellAsync(visitor));
        await visitor.Page.GotoAsync(await Sharing.KeepAsync(visitor, "To and fro"));
        var file = await ExportAsync(visitor);
        await visitor.Get("delete").ClickAsync();
        await visitor.Get("delete").ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("/saved$"));

        await visitor.Get("import").SetInputFilesAsync(new FilePayload { Name = "run.json", MimeType = "application/json", Buffer = file });

        await Expect(visitor.Get("imported")).ToContainTextAsync("not computed on this server");
        await Expect(visitor.Get("saved-title")).ToHaveTextAsync("To and fro");
        await Sharing.SavedMapIsWholeAsync(visitor);
        await Sharing.CellIsWholeAsync(visitor, "Cell 4 → 4");
        Assert.Equal((numbers, cell), (await visitor.NumbersAsync(), await Sharing.CellAsync(visitor)));
        Assert.Equal(Encoding.UTF8.GetString(file), Encoding.UTF8.GetString(await ExportAsync(visitor)));
    }

    [Theory]
    [InlineData("{ \"schema\": 1, \"place\": ", "It is no JSON")]
    [InlineData("{ \"schema\": 1, \"place\": \"elsewhere\" }", "it is not what a saved run has there")]
    [InlineData("{ \"schema\": 7 }", "A newer Patchscopes wrote it")]
    [InlineData("[]", "\"schema\" is missing")]
    public async Task AFileThatIsNoRun_IsRefusedByName(string content, string words)
    {
        await using var visitor = await host.VisitAsync("/saved");
        await Expect(visitor.Get("recent-none")).ToContainTextAsync("Nothing yet");

        await visitor.Get("import").SetInputFilesAsync(new FilePayload { Name = "homework.json", MimeType = "application/json", Buffer = Encoding.UTF8.GetBytes(content) });

        await Expect(visitor.Get("saved-message")).ToContainTextAsync("“homework.json” was not imported.");
        await Expect(visitor.Get("saved-message")).ToContainTextAsync(words);
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("/saved$"));
    }

    [Fact]
    public async Task KeptAndRecentRuns_AreListed_AlsoAfterAReload_AndLeadBack()
    {
        await using var visitor = await host.VisitAsync(Link);
        await visitor.MapIsWholeAsync();
        await Sharing.KeepAsync(visitor, "Poland in France");
        await visitor.Page.GotoAsync("/stages?prompt=The+capital+of+Poland+is");
        await Expect(visitor.Get("stages-status")).ToContainTextAsync("2 traces");
        await Sharing.KeepAsync(visitor);
        await visitor.Page.GotoAsync("/saved");
        await AssertListedAsync();

        await visitor.Page.ReloadAsync();

        await AssertListedAsync();
        await visitor.Get("kept-run").Last.ClickAsync();
        await Expect(visitor.Get("saved-title")).ToHaveTextAsync("Poland in France");
        await Sharing.SavedMapIsWholeAsync(visitor);
        await visitor.Page.GoBackAsync();
        await visitor.Get("recent-run").Last.ClickAsync();
        await Expect(visitor.Get("source-prompt")).ToHaveValueAsync("The capital of Poland is");
        await visitor.MapIsWholeAsync();
        await visitor.Page.GotoAsync("/saved");
        await visitor.Get("forget").ClickAsync();
        await Expect(visitor.Get("recent-run")).ToHaveCountAsync(0);
        await Expect(visitor.Get("kept-run")).ToHaveCountAsync(2);

        async Task AssertListedAsync()
        {
            await Expect(visitor.Get("kept-run")).ToHaveCountAsync(2);
            await Expect(visitor.Get("kept-run").Last).ToContainTextAsync("Poland in France");
            await Expect(visitor.Get("kept-run").First).ToContainTextAsync("The capital of Poland is");
            await Expect(visitor.Get("recent-run")).ToHaveCountAsync(2);
            await Expect(visitor.Get("shipped-run")).ToHaveCountAsync(3);
        }
    }

    [Fact]
    public async Task OneMap_IsRememberedOnce_AsItWasLookedAtLast()
    {
        await using var visitor = await host.VisitAsync("/?source=The+capital+of+Japan+is&target=The+capital+of+France+is&cell=1-1");
        await visitor.MapIsWholeAsync();
        await visitor.Page.GotoAsync(Link);
        await visitor.MapIsWholeAsync();
        foreach (var cell in new[] { 5, 6, 7 })
        {
            await visitor.ClickCellAsync(cell, cell);
            await Expect(visitor.Page).ToHaveURLAsync(new Regex($"cell={cell}-{cell}"));
        }
        await visitor.Page.GetByText("Entropy", new() { Exact = true }).ClickAsync();
        await visitor.Page.WaitForFunctionAsync("() => localStorage.getItem('patchscopes.recent').includes('view=entropy')");

        await visitor.Page.GotoAsync("/saved");

        await Expect(visitor.Get("recent-run")).ToHaveCountAsync(2);
        await visitor.Get("recent-run").First.ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("Poland.*cell=7-7.*view=entropy"));
    }

    [Fact]
    public async Task APublishedFigure_OpensWithoutItsModel_AndSaysWhereItIsFrom()
    {
        var calls = host.Service.Calls;
        await using var visitor = await host.VisitAsync("/saved");
        // A click that begins on the page as it was sent, and ends on the live one that replaces it, is none.
        await Expect(visitor.Get("recent-none")).Not.ToContainTextAsync("looking");
        await visitor.Get("shipped-run").First.ClickAsync();

        await Expect(visitor.Get("origin")).ToContainTextAsync("not computed here");
        await Sharing.SavedMapIsWholeAsync(visitor);
        await Expect(visitor.Get("delete")).ToHaveCountAsync(0);
        await Expect(visitor.Get("fork")).ToHaveCountAsync(0);
        await Expect(visitor.Get("fork-lacks")).ToHaveTextAsync("Fork needs gpt2");
        Assert.Equal(calls, host.Service.Calls);
    }

    private static async Task<byte[]> ExportAsync(Visitor visitor)
    {
        await visitor.Get("export").ClickAsync();
        var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.Get("export-json").ClickAsync());
        Assert.EndsWith(".json", download.SuggestedFilename, StringComparison.Ordinal);
        var file = await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal(1, JsonDocument.Parse(file).RootElement.GetProperty("schema").GetInt32());
        return file;
    }
}
