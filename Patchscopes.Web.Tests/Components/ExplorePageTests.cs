using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Patchscopes.Model.Presets;
using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.Components.Pages;
using Patchscopes.Web.Services;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class ExplorePageTests : ControlContext
{
    [Fact]
    public void FirstVisit_RunsByItself_AndNothingIsEmpty()
    {
        var page = Render<Explore>();
        Service.Last.Finish(" Warsaw");

        Eventually(page, () => Assert.StartsWith("9 of 9 cells", Words(page, "status"), StringComparison.Ordinal));
        Eventually(page, () => Assert.Equal("Cell 2 → 0", Words(page, "cell-title")));
        Assert.Equal(PresetCatalog.All[0].Shows, Words(page, "shows"));
        Assert.Contains("cell=2-0", Address(), StringComparison.Ordinal);
    }

    [Fact]
    public void AnAddress_IsReopened_AndABadFieldNamed()
    {
        Navigate("?source=alpha+beta&sourceToken=0&target=gamma&cell=1-1&topK=none");
        var page = Render<Explore>();
        Service.Last.Finish();

        Assert.Equal("alpha beta", Service.Last.Request.Source.Prompt);
        Assert.Equal(0, Service.Last.Request.Source.Position);
        Eventually(page, () => Assert.Equal("Cell 1 → 1", Words(page, "cell-title")));
        Assert.Contains("topK", Words(page, "problems"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task APreset_IsRunAndPutsItsAddress()
    {
        var page = Render<Explore>();
        Service.Last.Finish(" Warsaw");

        // On the dispatcher: the page still draws the first run, and an element found before a drawing has no handler after it.
        await page.InvokeAsync(() => page.Find("[data-testid=preset-language-of-x]").Click());

        Eventually(page, () => Assert.Equal("The language of x is", Service.Last.Request.Target.Prompt));
        Assert.Equal(3, Service.Last.Request.Target.Position);
        Assert.Equal(3, Service.Last.Request.Source.Position);
        Assert.Contains("The+language+of+x+is", Address(), StringComparison.Ordinal);
    }

    [Fact]
    public void GoingBack_ShowsTheViewBefore()
    {
        var page = Render<Explore>();
        Service.Last.Finish(" Warsaw");
        Eventually(page, () => Assert.Contains("cell=", Address(), StringComparison.Ordinal));

        Navigate("?source=alpha+beta&target=gamma+delta");

        Eventually(page, () => Assert.Equal("alpha beta", Service.Last.Request.Source.Prompt));
        Assert.True(Service.Runs[0].View == Service.Last.View);
    }

    [Fact]
    public void TwoPages_AreTwoViews()
    {
        Render<Explore>();
        Render<Explore>();

        Assert.Equal(2, Service.Runs.Count);
        Assert.NotSame(Service.Runs[0].View, Service.Runs[1].View);
    }

    [Fact]
    public async Task LeavingThePage_LeavesTheRun()
    {
        Render<Explore>();
        Service.Last.Start();

        await DisposeComponentsAsync();

        Assert.True(Service.Last.IsLeft);
    }

    [Fact]
    public async Task ARefusal_IsShown_TheTextKept_AndCanBeAskedAgain()
    {
        Service.Refusal = new RequestRefusedException(RefusalReason.Busy, null, "All places are taken.");
        var page = Render<Explore>();

        Eventually(page, () => Assert.Equal("All places are taken.", Words(page, "run-message")));
        Assert.Equal(PresetCatalog.All[0].Source.Prompt, page.Find("[data-testid=source-prompt]").TextContent);
        await page.InvokeAsync(() => page.Find("[data-testid=run-again]").Click());
        Service.Last.Finish();
        Eventually(page, () => Assert.StartsWith("9 of 9 cells", Words(page, "status"), StringComparison.Ordinal));
        Assert.Empty(page.FindAll("[data-testid=run-message]"));
    }

    [Fact]
    public async Task AnEmptyPrompt_IsNotCountedAsRun()
    {
        var page = Render<Explore>();
        Service.Last.Finish(" Warsaw");
        Eventually(page, () => Assert.StartsWith("9 of 9 cells", Words(page, "status"), StringComparison.Ordinal));

        var typing = page.InvokeAsync(() => page.FindComponent<PromptEditor>().Instance.TypeAsync(""));

        Eventually(page, () => Assert.Equal("Not run: see the message under source", Words(page, "status")));
        Assert.Empty(page.FindAll("[data-testid=run-again]"));
        Assert.Equal("0", page.Find("[role=progressbar]").GetAttribute("aria-valuenow"));
        await typing;
    }

    [Fact]
    public async Task ACancelledRun_CanBeRunAgain()
    {
        var page = Render<Explore>();
        Service.Last.Start();
        Service.Last.Column(2);
        Eventually(page, () => Assert.StartsWith("3 of 9 cells", Words(page, "status"), StringComparison.Ordinal));
        await page.InvokeAsync(() => page.Find("[data-testid=cancel]").Click());
        Eventually(page, () => Assert.Contains("cancelled", Words(page, "status"), StringComparison.Ordinal));

        await page.InvokeAsync(() => page.Find("[data-testid=run-again]").Click());
        Eventually(page, () => Assert.Equal(2, Service.Runs.Count));
        Service.Last.Finish();

        Eventually(page, () => Assert.StartsWith("9 of 9 cells", Words(page, "status"), StringComparison.Ordinal));
        Assert.Empty(page.FindAll("[data-testid=run-again]"));
    }

    [Fact]
    public void ACellThatTheMapLacks_IsSaidAndLeavesTheAddress()
    {
        Navigate("?source=alpha&target=beta&cell=99-3");
        var page = Render<Explore>();
        Service.Last.Finish();

        Eventually(page, () => Assert.Contains("no cell 99-3", Words(page, "problems"), StringComparison.Ordinal));
        Assert.DoesNotContain("cell=", Address(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task APageThatGoesWhileItsModelLoads_RunsNothing()
    {
        var load = new TaskCompletionSource();
        Service.Loading = _ => load.Task;
        Render<Explore>();

        await DisposeComponentsAsync();
        load.SetResult();
        Navigate("?source=alpha&target=beta");

        Assert.Empty(Service.Runs);
        Assert.Single(Service.Loads);
    }

    [Fact]
    public void Drawing_DoesNotLookForModelsAgain()
    {
        var page = Render<Explore>();
        Service.Last.Finish(" Warsaw");
        Eventually(page, () => Assert.Equal("Cell 2 → 0", Words(page, "cell-title")));
        var listings = Service.Listings;

        foreach (var _ in Enumerable.Range(0, 5))
            page.Render();

        Assert.Equal(listings, Service.Listings);
    }

    /// <summary>Waits while the page's clock goes on: between two drawings the page rests.</summary>
    private void Eventually(IRenderedComponent<Explore> page, Action assertion)
    {
        using var clock = new Timer(_ => Time.Advance(TimeSpan.FromMilliseconds(20)), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(5));
        page.WaitForAssertion(assertion);
    }

    private static string Words(IRenderedComponent<Explore> page, string id) =>
        string.Join(' ', page.Find($"[data-testid={id}]").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private string Address() => Services.GetRequiredService<NavigationManager>().Uri;

    private void Navigate(string query) => Services.GetRequiredService<NavigationManager>().NavigateTo(query);
}
