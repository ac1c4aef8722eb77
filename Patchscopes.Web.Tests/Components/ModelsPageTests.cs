using Bunit;
using Patchscopes.Web.Components.Pages;
using Patchscopes.Web.Services;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class ModelsPageTests : ControlContext
{
    private static readonly ModelSummary Ready =
        new("atlas") { State = ModelState.Ready, Words = "12 blocks, width 256", DiskBytes = 14 << 20, MemoryBytes = 28 << 20 };

    private static readonly ModelSummary Other = new("other");

    [Fact]
    public void Models_SayWhatTheyAreAndHowTheyStand()
    {
        Service.Names = [Ready, Other with { State = ModelState.Unusable, Problem = "The model \"other\" cannot be used: no weights." }];

        var page = Render<ModelsPage>();

        Assert.Contains("2.0 GiB", page.Find(".models > header").TextContent, StringComparison.Ordinal);
        Assert.Equal(["✓ ready", "cannot be used"], page.FindAll("[data-testid=state]").Select(state => state.TextContent));
        Assert.Equal("12 blocks, width 256", page.Find("[data-testid=words]").TextContent);
        Assert.Contains("14.0 MiB on disk · 28.0 MiB in memory", page.Find("[data-testid=model-atlas]").TextContent, StringComparison.Ordinal);
        Assert.Contains("a self-patch changes nothing", page.Find("[data-testid=check-numbers]").TextContent, StringComparison.Ordinal);
        Assert.Equal("The model \"other\" cannot be used: no weights.", page.Find("[data-testid=problem]").TextContent);
        Assert.Equal(["/?model=atlas", "/stages?model=atlas"], page.FindAll("footer a").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public async Task Load_ReadsTheModel_AndThePageFollows()
    {
        var loading = new TaskCompletionSource();
        Service.Names = [Ready, Other];
        Service.Loading = name => name == "other" ? loading.Task : Task.CompletedTask;
        var page = Render<ModelsPage>();

        var load = page.InvokeAsync(() => page.Find("[data-testid=load]").ClickAsync(new()));
        Service.Names = [Ready, Other with { State = ModelState.Loading, Progress = 0.43 }];
        Time.Advance(ModelsPage.LookEvery);

        page.WaitForAssertion(() => Assert.Equal("loading 43 %", page.FindAll("[data-testid=state]")[1].TextContent));
        Assert.Equal("0.43", page.Find("progress").GetAttribute("value"));

        Service.Names = [Ready, Other with { State = ModelState.Ready }];
        loading.SetResult();
        await load;

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("[data-testid=check-numbers]").Count));
        Assert.Empty(page.FindAll("progress"));
    }

    [Fact]
    public async Task Load_ThatIsRefused_LeavesThePage_WhichSaysWhy()
    {
        Service.Names = [Ready, Other];
        Service.Loading = name => name == "other" ? throw new RequestRefusedException(RefusalReason.ModelUnusable, "model", "No.") : Task.CompletedTask;
        var page = Render<ModelsPage>();

        var load = page.InvokeAsync(() => page.Find("[data-testid=load]").ClickAsync(new()));
        Service.Names = [Ready, Other with { State = ModelState.Unusable, Problem = "No." }];
        Time.Advance(ModelsPage.LookEvery);
        await load;

        page.WaitForAssertion(() => Assert.Equal("No.", page.Find("[data-testid=problem]").TextContent));
        Assert.Equal("Try again", page.Find("[data-testid=load]").TextContent);
    }
}
