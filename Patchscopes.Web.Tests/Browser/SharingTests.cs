using System.Text.RegularExpressions;
using Patchscopes.Model.Stages;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Patchscopes.Web.Tests.Browser;

/// <summary>Runs that are kept, and opened by others.</summary>
[Trait("Category", "Browser")]
[Collection("Browser")]
public sealed class SharingTests(BrowserHost host, TwoServers servers) : IClassFixture<TwoServers>
{
    [Fact]
    public async Task AKeptMap_ReopensForANewVisitor_WithItsCell_ComputesNothing_AndForksToALiveOne()
    {
        await using var maker = await host.VisitAsync();
        await maker.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await maker.MapIsWholeAsync();
        await maker.Get("preset-capital-question").ClickAsync();
        await Expect(maker.Get("preset-capital-question")).ToHaveAttributeAsync("aria-pressed", "true");
        await maker.MapIsWholeAsync();
        await maker.ClickCellAsync(2, 7);
        await Sharing.CellIsWholeAsync(maker, "Cell 2 → 7");
        var address = await Sharing.KeepAsync(maker, "Capitals <b>early</b>");
        await Expect(maker.Get("short-link-copy")).ToHaveTextAsync("✓ Copied");
        Assert.EndsWith(address, await maker.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"), StringComparison.Ordinal);
        var calls = host.Service.Calls;

        await using var visitor = await host.VisitAsync(address);
        await Sharing.SavedMapIsWholeAsync(visitor);
        await Sharing.CellIsWholeAsync(visitor, "Cell 2 → 7");
        Assert.Equal(await maker.NumbersAsync(), await visitor.NumbersAsync());
        Assert.Equal(await Sharing.CellAsync(maker), await Sharing.CellAsync(visitor));
        await Expect(visitor.Get("saved-title")).ToHaveTextAsync("Capitals <b>early</b>");
        await Expect(visitor.Get("source-prompt")).ToHaveCountAsync(0);
        await Expect(visitor.Get("delete")).ToHaveCountAsync(0);
        await visitor.ClickCellAsync(3, 3);
        await Expect(visitor.Get("cell-title")).ToHaveTextAsync("Cell 3 → 3");
        await Expect(visitor.Get("cell-message")).ToContainTextAsync("Fork it to compute more");
        Assert.Equal(calls, host.Service.Calls);

        await visitor.Get("fork").ClickAsync();
        await visitor.MapIsWholeAsync();
        await Sharing.CellIsWholeAsync(visitor, "Cell 2 → 7");
        Assert.Equal(await maker.NumbersAsync(), await visitor.NumbersAsync());
        await visitor.Get("source-prompt").FillAsync("The capital of Japan is");
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("^(?!.*fork=).*Japan"));
        await visitor.MapIsWholeAsync();
        Assert.NotEqual(await maker.NumbersAsync(), await visitor.NumbersAsync());
    }

    [Fact]
    public async Task AKeptMap_OpensOnAServerWithoutItsModel_WhereAForkSaysWhatIsMissing()
    {
        await using var maker = await host.VisitAsync($"/?model={TwoServers.Model}&source=The+capital+of+Poland+is&target=The+capital+of+France+is&cell=2-5", settings: servers.With);
        await maker.MapIsWholeAsync();
        await Sharing.CellIsWholeAsync(maker, "Cell 2 → 5");
        var address = await Sharing.KeepAsync(maker);

        await using var visitor = await host.VisitAsync(address, settings: servers.Without);
        await Sharing.SavedMapIsWholeAsync(visitor);
        await Sharing.CellIsWholeAsync(visitor, "Cell 2 → 5");
        Assert.Equal(await maker.NumbersAsync(), await visitor.NumbersAsync());
        Assert.Equal(await Sharing.CellAsync(maker), await Sharing.CellAsync(visitor));
        await Expect(visitor.Get("saved-by")).ToContainTextAsync(TwoServers.Model);

        await Expect(visitor.Get("fork")).ToHaveCountAsync(0);
        await Expect(visitor.Get("fork-lacks")).ToHaveTextAsync($"Fork needs {TwoServers.Model}");
        await visitor.Page.GotoAsync($"/?fork={address[(address.LastIndexOf('/') + 1)..]}");
        await Expect(visitor.Page.Locator("main")).ToContainTextAsync(new Regex($"no model.*{TwoServers.Model}", RegexOptions.IgnoreCase));
    }

    [Fact]
    public async Task KeptTraces_WithALaneWithoutIt_OpenOnAServerWithoutTheirModel()
    {
        await using var maker = await host.VisitAsync($"/stages?model={TwoServers.Model}&task={StageTasks.All[0].Key}", settings: servers.With);
        await Expect(maker.Get("stages-status")).ToContainTextAsync("2 traces");
        await maker.Get("remove-mlp").ClickAsync();
        await Expect(maker.Get("outcome")).ToContainTextAsync("the model says");
        await Expect(maker.Get("without").GetByTestId("verdict")).ToBeVisibleAsync();
        var address = await Sharing.KeepAsync(maker, "Without its MLP");

        await using var visitor = await host.VisitAsync(address, settings: servers.Without);
        await Expect(visitor.Page.Locator("[data-testid=replay][data-live]")).ToHaveCountAsync(1);
        await Expect(visitor.Get("saved-title")).ToHaveTextAsync("Without its MLP");
        await Expect(visitor.Get("without").GetByTestId("verdict")).ToBeVisibleAsync();
        foreach (var lane in new[] { "question", "twin", "without" })
            Assert.Equal(await Sharing.LaneAsync(maker, lane), await Sharing.LaneAsync(visitor, lane));
        await Expect(visitor.Get("fork-lacks")).ToHaveTextAsync($"Fork needs {TwoServers.Model}");
        await visitor.Page.Keyboard.PressAsync("Home");
        await Expect(visitor.Get("writes")).ToContainTextAsync("What block 0 wrote");
        await Expect(visitor.Get("take-back")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task ARun_IsChangedAndDeletedWithItsOwnersKey_ByNobodyElse()
    {
        await using var maker = await host.VisitAsync("/?source=The+capital+of+Poland+is&target=The+capital+of+France+is");
        await maker.MapIsWholeAsync();
        var address = await Sharing.KeepAsync(maker, "First name");
        var key = await maker.Get("owner-key").InputValueAsync();
        await maker.Page.GotoAsync(address);
        await maker.Get("edit").ClickAsync();
        await maker.Get("edit-title").FillAsync("Second name");
        await maker.Get("edit-author").FillAsync("<i>Ada</i>");
        await maker.Get("edit-notes").FillAsync("See layer 7.\n<script>alert(1)</script>");
        await maker.Get("edit-save").ClickAsync();
        await Expect(maker.Get("saved-title")).ToHaveTextAsync("Second name");

        await using var stranger = await host.VisitAsync(address);
        await Expect(stranger.Get("saved-title")).ToHaveTextAsync("Second name");
        await Expect(stranger.Get("saved-by")).ToContainTextAsync("by <i>Ada</i>");
        await Expect(stranger.Get("saved-notes")).ToContainTextAsync("<script>alert(1)</script>");
        await Sharing.SavedMapIsWholeAsync(stranger);
        await Expect(stranger.Get("edit")).ToHaveCountAsync(0);
        Assert.DoesNotContain(key, await stranger.Page.ContentAsync(), StringComparison.Ordinal);

        await maker.Get("delete").ClickAsync();
        await Expect(maker.Get("delete")).ToHaveTextAsync("Delete for good");
        await maker.Get("delete").ClickAsync();
        await Expect(maker.Page).ToHaveURLAsync(new Regex("/saved$"));
        await Expect(maker.Get("kept-run")).ToHaveCountAsync(0);
        stranger.Expects("410");
        await stranger.Page.ReloadAsync();
        await Expect(stranger.Get("saved-refusal")).ToContainTextAsync("There is no run at this address");
    }

    [Fact]
    public async Task AnUnknownLink_SaysWhatMayHaveHappened()
    {
        await using var visitor = await host.VisitAsync("/saved");
        visitor.Expects("410");

        await visitor.Page.GotoAsync("/p/nothere234");

        await Expect(visitor.Get("saved-refusal")).ToContainTextAsync("It may have expired, its owner may have deleted it, or a letter of the link was lost.");
        await visitor.Page.GetByText("Open the explorer").ClickAsync();
        await visitor.MapIsWholeAsync();
    }
}
