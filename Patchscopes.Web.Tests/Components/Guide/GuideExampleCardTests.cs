using Bunit;
using Patchscopes.Model.Presets;
using Patchscopes.Web.Components.Controls.Guide;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Xunit;

namespace Patchscopes.Web.Tests.Components.Guide;

public sealed class GuideExampleCardTests : ControlContext
{
    private static readonly GuideExample Example = new()
    {
        Source = new PresetPrompt("The end"),
        Target = new PresetPrompt("x x is", " x"),
        PatchesEach = true,
        Finds = [" word"],
    };

    [Fact]
    public void RunHere_ShowsWhatTheMapSaysMost_TheTellingCellsText_AndALinkToTheSameMap()
    {
        var card = Card();
        Assert.Empty(card.FindAll("[data-testid=result]"));

        card.Find("[data-testid=run-here]").Click();
        card.WaitForAssertion(() => Assert.Single(Service.Runs));
        Service.Last.Finish();

        card.WaitForAssertion(() => Assert.Single(card.FindAll("[data-testid=written]")));
        // The last column is dead: the patch is not read where it is put.
        Assert.Equal(["␣word", "6", "2 → 0", "0.700"], card.FindAll("tbody tr:first-child > *").Select(cell => cell.TextContent.Trim()));
        Assert.Equal("written text", card.Find("[data-testid=written]").TextContent);
        Assert.Equal([0], Service.Last.Request.AlsoPatched);
        var link = ExplorerUrl.Read(card.Find("[data-testid=open-in-explore]").GetAttribute("href")![1..], ExplorerState.Defaults("atlas"));
        Assert.Equal("x x is", link.View.Request.Target.Prompt);
        Assert.Equal(1, link.View.Request.Target.Position);
        Assert.Equal("2-0", link.View.Cell.ToString());
    }

    [Fact]
    public void ARefusal_IsSaid_AndItCanBeRunAgain()
    {
        Service.Refusal = new RequestRefusedException(RefusalReason.Busy, null, "All places are taken.");
        var card = Card();

        card.Find("[data-testid=run-here]").Click();

        card.WaitForAssertion(() => Assert.Equal("All places are taken.", card.Find("[role=alert]").TextContent));
        Assert.False(card.Find("[data-testid=run-here]").HasAttribute("disabled"));
    }

    [Fact]
    public async Task LeavingThePage_LeavesTheRun()
    {
        var card = Card();
        await card.InvokeAsync(() => card.Find("[data-testid=run-here]").Click());
        card.WaitForAssertion(() => Assert.Single(Service.Runs));

        await DisposeComponentsAsync();

        Assert.True(Service.Last.IsLeft);
    }

    private IRenderedComponent<GuideExampleCard> Card() =>
        Render<GuideExampleCard>(parameters => parameters.Add(card => card.Example, Example).Add(card => card.Number, 1));
}
