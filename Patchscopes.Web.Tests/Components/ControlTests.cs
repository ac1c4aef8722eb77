using Bunit;
using Microsoft.AspNetCore.Components;
using Patchscopes.Model.Architecture;
using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class ControlTests : ControlContext
{
    private const string Evil = "<img src=x onerror=alert(1)>";

    [Fact]
    public void TokenChips_ShowWhiteSpaceAndIndex_AndChoose()
    {
        var chosen = -1;
        var chips = Render<TokenChips>(parameters => parameters
            .Add(chip => chip.Prompt, Prompt("The capital", position: 0))
            .Add(chip => chip.Chosen, EventCallback.Factory.Create<int>(this, at => chosen = at)));

        Assert.Equal("␣capital", chips.FindAll(".text")[1].TextContent);
        Assert.Equal("1", chips.FindAll(".index")[1].TextContent);
        Assert.True(chips.Find("[data-testid=source-token-0]").HasAttribute("checked"));
        chips.Find("[data-testid=source-token-1]").Change("1");
        Assert.Equal(1, chosen);
    }

    [Fact]
    public void TokenChips_ATokenThatLooksLikeHtml_IsText()
    {
        var chips = Render<TokenChips>(parameters => parameters.Add(chip => chip.Prompt, Prompt(Evil.Replace(' ', '_'))));

        Assert.Empty(chips.FindAll("img"));
        Assert.Contains("&lt;img", chips.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void TokenChips_ATrailingSpace_IsWarnedOfUnderItsChip()
    {
        var chips = Render<TokenChips>(parameters => parameters.Add(chip => chip.Prompt, Prompt("The ")));

        Assert.Contains("Ends in a space", chips.FindAll(".chip-place")[^1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PromptEditor_RefusesALongText_AndKeepsTheOldOne()
    {
        var typed = new List<string>();
        var editor = Render<PromptEditor>(parameters => parameters
            .Add(prompt => prompt.Role, "source").Add(prompt => prompt.Text, "kept")
            .Add(prompt => prompt.Typed, EventCallback.Factory.Create<string>(this, typed.Add)));

        await editor.InvokeAsync(() => editor.Instance.RefuseLength(40_000, 40_002));

        Assert.Contains("40,000 characters", editor.Find("[data-testid=source-too-long]").TextContent, StringComparison.Ordinal);
        Assert.Equal("kept", editor.Find("textarea").TextContent);
        await editor.InvokeAsync(() => editor.Instance.ForgetRefusal());
        Assert.Empty(editor.FindAll("[data-testid=source-too-long]"));
        Assert.Empty(typed);
    }

    [Fact]
    public void PromptEditor_LargestMessage_FitsIntoOneSignalRMessage() => Assert.True(PromptEditor.LargestMessage < 32 * 1024 - 1024);

    [Fact]
    public void CellPanel_SaysTheTupleInWords()
    {
        var panel = Render<CellPanel>(parameters => parameters
            .Add(cell => cell.Map, Map(Evil))
            .Add(cell => cell.Cell, new CellAddress(new Layer(1), new Layer(2)))
            .Add(cell => cell.Detail, new CellDetail(
                [new TokenReading(1, " Warsaw", 0.9876f)], [new TokenReading(2, " Paris", 0.4f)], TestPatchscopeService.Tokens(" Warsaw is"), TestPatchscopeService.Tokens(" Paris is"))));

        Assert.Equal("Cell 1 → 2", panel.Find("[data-testid=cell-title]").TextContent);
        var sentence = string.Join(' ', panel.Find("[data-testid=sentence]").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("The state of ␣two after block 1 replaces ␣four after block 2 . Read at the last token.", sentence.Replace("2.", "2 .", StringComparison.Ordinal));
        Assert.Equal("i = 1", panel.Find(".token-tag.source").GetAttribute("title")![3..]);
        Assert.Contains("without the patch it says ␣Paris (0.400)", panel.Find("[data-testid=meaning]").TextContent, StringComparison.Ordinal);
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
    public void ModelChecks_GiveTheNumbers()
    {
        var model = new ModelDescription("atlas", 12, 192, 6, 128, 5523, "float32", "c0ffee", [new ModelCheckResult("a self-patch changes nothing", 1.5e-6, 1e-4)]);

        var checks = Render<ModelChecks>(parameters => parameters.Add(list => list.Model, model));

        Assert.Contains("1.5e-6", checks.Markup, StringComparison.Ordinal);
        Assert.Contains("c0ffee", checks.Markup, StringComparison.Ordinal);
    }

    private static PromptState Prompt(string text, int position = -1)
    {
        var prompt = new PromptState(PromptRole.Source) { Wanted = position };
        prompt.SetText(text);
        prompt.SetTokens(prompt.Version, TestPatchscopeService.Tokens(text));
        return prompt;
    }

    private static SweepMap Map(string says)
    {
        var request = new SweepRequest { Model = "atlas", Source = new PromptPosition("one two", -1), Target = new PromptPosition("three four", 1) };
        var map = new SweepMap(request, new SweepStarted("atlas", TestPatchscopeService.Tokens("one two"), TestPatchscopeService.Tokens("three four"), 9), 3);
        map.Add([.. from source in Layer.Blocks(3) from target in Layer.Blocks(3) select new CellReading(source, target, [new TokenReading(1, says, 0.5f)])]);
        return map;
    }
}
