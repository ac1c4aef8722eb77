using Bunit;
using Patchscopes.Model.Architecture;
using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class CellPanelTests : ControlContext
{
    private const string Evil = "<img src=x onerror=alert(1)>";

    [Fact]
    public void CellPanel_SaysTheTupleInWords()
    {
        var panel = Render<CellPanel>(parameters => parameters
            .Add(cell => cell.Map, Map(Evil))
            .Add(cell => cell.Cell, new CellAddress(new Layer(1), new Layer(2)))
            .Add(cell => cell.Detail, new CellDetail(
                [new TokenReading(1, " Warsaw", 0.9876f)], [new TokenReading(2, " Paris", 0.4f)], TestPatchscopeService.Tokens(" Warsaw is"), TestPatchscopeService.Tokens(" Paris is"))));

        Assert.Equal("Cell 1 → 2", panel.Find("[data-testid=cell-title]").TextContent);
        var sentence = Words(panel.Find("[data-testid=sentence]").TextContent);
        Assert.Equal("The state of ␣two after block 1 replaces ␣four after block 2 . Read at the last token.", sentence.Replace("2.", "2 .", StringComparison.Ordinal));
        Assert.Equal("i = 1", panel.Find(".token-tag.source").GetAttribute("title")![3..]);
        Assert.Contains("without the patch it says ␣Paris (0.400)", Words(panel.Find("[data-testid=meaning]").TextContent), StringComparison.Ordinal);
        Assert.Equal(["<img␣src=x␣onerror=alert(1)>", "␣Paris"], panel.FindAll("[data-testid=meaning] .token-tag.mono").Select(tag => tag.TextContent));
        Assert.Equal("0.988", panel.Find(".bars .number").TextContent);
        Assert.Equal("Warsaw", panel.Find("[data-testid=patched-text] .first").TextContent);
    }

    [Fact]
    public void CellPanel_BeforeTheDetail_ShowsWhatTheMapHas_Encoded()
    {
        var panel = Render<CellPanel>(parameters => parameters
            .Add(cell => cell.Map, Map(Evil)).Add(cell => cell.Cell, new CellAddress(new Layer(0), new Layer(0))));

        Assert.Empty(panel.FindAll("img"));
        Assert.Contains("img", panel.Find(".bars .token").TextContent, StringComparison.Ordinal);
        Assert.Contains("…", panel.Find("[data-testid=patched-text]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void ACellThatHasNotCome_KeepsItsHeadingAndSentence()
    {
        var panel = Render<CellPanel>(parameters => parameters
            .Add(cell => cell.Map, Map("", isWhole: false)).Add(cell => cell.Cell, new CellAddress(new Layer(1), new Layer(2))));

        Assert.Equal("Cell 1 → 2", panel.Find("[data-testid=cell-title]").TextContent);
        Assert.Contains("after block 1", panel.Find("[data-testid=sentence]").TextContent, StringComparison.Ordinal);
        Assert.Equal("…", Words(panel.Find("[data-testid=meaning]").TextContent));
        Assert.DoesNotContain("No cell is open", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralPatchedTokens_AreAllNamed()
    {
        var request = new SweepRequest { Model = "atlas", Source = new PromptPosition("one two", -1), Target = new PromptPosition("x x x is", 0), AlsoPatched = [2, 1] };
        var map = new SweepMap(request, new SweepStarted("atlas", TestPatchscopeService.Tokens("one two"), TestPatchscopeService.Tokens("x x x is"), 9), 3);
        var panel = Render<CellPanel>(parameters => parameters.Add(cell => cell.Map, map).Add(cell => cell.Cell, new CellAddress(new Layer(1), new Layer(2))));

        Assert.Contains("replaces x, ␣x and ␣x after block 2.", Words(panel.Find("[data-testid=sentence]").TextContent), StringComparison.Ordinal);
        Assert.Equal(["T, i* = 0", "T, token = 1", "T, token = 2"], panel.FindAll("[data-testid=sentence] .token-tag.target").Select(tag => tag.GetAttribute("title")));
    }

    [Fact]
    public void WithoutAMap_TheMessageStandsAlone()
    {
        var panel = Render<CellPanel>(parameters => parameters
            .Add(cell => cell.Map, null).Add(cell => cell.Cell, new CellAddress(new Layer(1), new Layer(2))).Add(cell => cell.Message, "Nothing was run."));

        Assert.Equal("Nothing was run.", panel.Find("[data-testid=cell-message]").TextContent);
        Assert.Empty(panel.FindAll("[data-testid=sentence]"));
    }

    [Theory]
    [InlineData(true, "A cell opens with the map")]
    [InlineData(false, "No cell is open")]
    public void WithoutACell_SaysWhetherOneIsComing(bool coming, string heading)
    {
        var panel = Render<CellPanel>(parameters => parameters
            .Add(cell => cell.Map, null).Add(cell => cell.Cell, null).Add(cell => cell.Coming, coming));

        Assert.Equal(heading, panel.Find("h2").TextContent);
    }

    [Fact]
    public void ACellThatOpenedByItself_IsALineOnAPhone_UntilItIsTapped()
    {
        var panel = Render<CellPanel>(parameters => parameters
            .Add(cell => cell.Map, Map(" Warsaw")).Add(cell => cell.Cell, new CellAddress(new Layer(1), new Layer(2))));

        Assert.Contains("line", panel.Find("aside").ClassList);
        Assert.Contains("␣Warsaw", panel.Find(".brief").TextContent, StringComparison.Ordinal);
        panel.Find(".brief").Click();
        Assert.Contains("expanded", panel.Find("aside").ClassList);
        panel.Find("h2").Click();
        panel.Render(parameters => parameters.Add(cell => cell.ByVisitor, true));
        Assert.Contains("peek", panel.Find("aside").ClassList);
    }

    [Fact]
    public void CopyLink_OfAViewThatHasNone_RefusesWithWords()
    {
        var copy = Render<CopyLink>(parameters => parameters.Add(link => link.Refusal, "Too long for a link."));

        copy.Find("[data-testid=copy-link]").Click();

        Assert.Equal("Too long for a link.", copy.Find("[data-testid=copy-said]").TextContent);
        Assert.Empty(JSInterop.Invocations["import"]);
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static SweepMap Map(string says, bool isWhole = true)
    {
        var request = new SweepRequest { Model = "atlas", Source = new PromptPosition("one two", -1), Target = new PromptPosition("three four", 1) };
        var map = new SweepMap(request, new SweepStarted("atlas", TestPatchscopeService.Tokens("one two"), TestPatchscopeService.Tokens("three four"), 9), 3);
        if (isWhole)
            map.Add([.. from source in Layer.Blocks(3) from target in Layer.Blocks(3) select new CellReading(source, target, [new TokenReading(1, says, 0.5f)])]);
        return map;
    }
}
