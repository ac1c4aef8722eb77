using Bunit;
using Patchscopes.Model.Checkpoints.Download;
using Patchscopes.Web.Components.Pages;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Downloads;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class ModelsPageTests : ControlContext
{
    private static readonly ModelSummary Ready =
        new("atlas") { State = ModelState.Ready, Words = "12 blocks, width 256", DiskBytes = 14 << 20, MemoryBytes = 28 << 20, Details = Described("atlas", "ab") };

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

        Service.Names = [Ready, Other with { State = ModelState.Ready, Details = Described("other", "cd") }];
        loading.SetResult();
        await load;

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("[data-testid=check-numbers]").Count));
        Assert.Empty(page.FindAll("progress"));
    }

    [Fact]
    public void AModelThatWasReadAgain_ShowsItsNewHash()
    {
        Service.Names = [Ready];
        var page = Render<ModelsPage>();
        Service.Names = [Ready with { Details = Described("atlas", "0123456789") }];
        Time.Advance(ModelsPage.LookEvery);

        page.WaitForAssertion(() => Assert.Contains("01234567", page.Find("[data-testid=model-atlas]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Download_IsOffered_OnlyWhereItIsAllowed_AndSaysHowItStands()
    {
        Service.Names = [Ready];
        Assert.Empty(Render<ModelsPage>().FindAll("[data-testid=download]"));

        Downloads.IsAllowed = true;
        var page = Render<ModelsPage>();
        page.Find("[data-testid=download-name]").Input("acme/tiny");
        page.Find("[data-testid=download] form").Submit();
        Downloads.Entries[0] = Downloads.Entries[0] with { Progress = new DownloadProgress("model.safetensors", 25_000_000, 100_000_000, 5e6, TimeSpan.FromSeconds(15)) };
        Time.Advance(ModelsPage.LookEvery);
        page.WaitForAssertion(() => Assert.Equal("0.25", page.Find("progress").GetAttribute("value")));
        Assert.Contains("25.0 of 100.0 MB, 5.0 MB/s, 00:00:15 left", page.Find("[data-testid='download-acme/tiny']").TextContent, StringComparison.Ordinal);

        Downloads.Entries[0] = Downloads.Entries[0] with { State = DownloadState.Failed, Message = "The disk is full." };
        Time.Advance(ModelsPage.LookEvery);
        page.WaitForAssertion(() => Assert.Contains("The disk is full.", page.Find("[data-testid='download-acme/tiny']").TextContent, StringComparison.Ordinal));
        page.Find("[aria-label='Go on with the download of acme/tiny']").Click();
        Assert.Equal(["acme/tiny", "acme/tiny"], Downloads.Started);
    }

    [Fact]
    public void Download_OfANameThatIsNone_SaysWhyAndKeepsIt()
    {
        Downloads.IsAllowed = true;
        Downloads.Refusal = new RequestRefusedException(RefusalReason.Invalid, "name", "That is no name.");
        var page = Render<ModelsPage>();
        page.Find("[data-testid=download-name]").Input("a b");
        page.Find("[data-testid=download] form").Submit();

        Assert.Equal("That is no name.", page.Find("[data-testid=download-message]").TextContent);
        Assert.Equal("a b", page.Find("[data-testid=download-name]").GetAttribute("value"));
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

    [Fact]
    public void WithoutAKey_NothingIsSaidOfAnAdministrator_AndNothingIsUnloaded()
    {
        Service.Names = [Ready, Other];
        var page = Render<ModelsPage>();

        Assert.Empty(page.FindAll("[data-testid=administrator], [data-testid=unload]"));
        Assert.Single(page.FindAll("[data-testid=load]"));
    }

    [Fact]
    public async Task WithAKey_LoadingAndDownloading_AreForWhoeverGivesIt()
    {
        (Administrator.IsOffered, Downloads.IsAllowed) = (true, true);
        Service.Names = [Ready, Other];
        var page = Render<ModelsPage>();
        Assert.Empty(page.FindAll("[data-testid=load], [data-testid=unload], [data-testid=download]"));

        await Enter(page, "a wrong key of some length");
        Assert.Equal("That is not the administrator's key.", page.Find("[data-testid=administrator-message]").TextContent);
        Assert.Empty(page.FindAll("[data-testid=load], [data-testid=unload], [data-testid=download]"));
        Assert.DoesNotContain("a wrong key", page.Markup, StringComparison.Ordinal);

        await Enter(page, TestAdministrator.Key);
        Assert.Single(page.FindAll("[data-testid=load]"));
        Assert.Single(page.FindAll("[data-testid=unload]"));
        Assert.Single(page.FindAll("[data-testid=download]"));
        Assert.DoesNotContain(TestAdministrator.Key, page.Markup, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.Find("[data-testid=administrator-leave]").Click());
        Assert.Empty(page.FindAll("[data-testid=load], [data-testid=unload], [data-testid=download]"));
    }

    [Fact]
    public async Task KeyThatIsNone_SaysWhatToType()
    {
        Administrator.IsOffered = true;
        var page = Render<ModelsPage>();

        await Enter(page, "");

        Assert.Contains("Admin:Key", page.Find("[data-testid=administrator-message]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unload_WaitsForTheRun_AndThenTheModelIsNotLoaded()
    {
        Administrator.IsOffered = true;
        Service.Names = [Ready];
        var page = Render<ModelsPage>();
        await Enter(page, TestAdministrator.Key);

        var unloading = page.InvokeAsync(() => page.Find("[data-testid=unload]").ClickAsync(new()));
        page.WaitForAssertion(() => Assert.Equal("Unloading…", page.Find("[data-testid=unload]").TextContent));
        Assert.True(page.Find("[data-testid=unload]").HasAttribute("disabled"));
        Service.Names = [Ready with { State = ModelState.NotLoaded, Details = null }];
        Administration.Eviction.SetResult(Service.Names[0]);
        await unloading;

        page.WaitForAssertion(() => Assert.Equal("not loaded", page.Find("[data-testid=state]").TextContent));
        Assert.Empty(page.FindAll("[data-testid=unload]"));
        Assert.Equal(["atlas"], Administration.Evicted);
    }

    private static async Task Enter(IRenderedComponent<ModelsPage> page, string key)
    {
        if (page.FindAll("[data-testid=administrator-open]") is [var open])
            await page.InvokeAsync(() => open.Click());
        await page.InvokeAsync(() => page.Find("[data-testid=administrator-key]").Input(key));
        await page.InvokeAsync(() => page.Find("[data-testid=administrator] form").Submit());
    }

    private static ModelDescription Described(string name, string hash) =>
        new(name, 12, 256, 8, 256, 100, "float32", hash, [new ModelCheckResult("a self-patch changes nothing", 0, 1e-4)]);
}
