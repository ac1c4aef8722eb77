using Bunit;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Patchscopes.Model.Tokens;
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

    [Theory]
    [InlineData("->", "->", "\"->\"")]
    [InlineData("\n", "⏎", "\"\\n\"")]
    [InlineData("\uFFFD", "‹0xE2›", "‹0xE2›")]
    public void TokenChips_GiveTheExactText_OrItsBytes(string text, string display, string told)
    {
        var prompt = new PromptState(PromptRole.Source);
        prompt.SetText(text);
        prompt.SetTokens(prompt.Version, [new Token(5, text, display)]);

        var chips = Render<TokenChips>(parameters => parameters.Add(chip => chip.Prompt, prompt));

        Assert.Equal($"i = 0, token id 5, {told}", chips.Find(".chip").GetAttribute("title"));
    }

    [Fact]
    public void TokenBars_OfATokenThatIsNoWholeCharacter_NameItsBytes()
    {
        var bars = Render<TokenBars>(parameters => parameters
            .Add(list => list.Readings, [TokenReading.Of(new Token(5, "\uFFFD", "‹0xE2›"), 0.5f)]));

        Assert.Equal("‹0xE2›", bars.Find(".token").TextContent);
        Assert.Equal("token id 5, ‹0xE2›", bars.Find("li").GetAttribute("title"));
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
    public void ModelChecks_GiveTheNumbers()
    {
        var model = new ModelDescription("atlas", 12, 192, 6, 128, 5523, "float32", "c0ffee", [new ModelCheckResult("a self-patch changes nothing", 1.5e-6, 1e-4)]);

        var checks = Render<ModelChecks>(parameters => parameters.Add(list => list.Model, model));

        Assert.Contains("1.5e-6", checks.Markup, StringComparison.Ordinal);
        Assert.Contains("c0ffee", checks.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void ModelChip_LooksForModels_WhenItsListIsOpened()
    {
        var looks = 0;
        Render<MudPopoverProvider>();
        var chip = Render<ModelChip>(parameters => parameters
            .Add(bar => bar.Model, new ModelDescription("atlas", 12, 192, 6, 128, 5523, "float32", "c0ffee", []))
            .Add(bar => bar.Loading, "other")
            .Add(bar => bar.Models, [new ModelSummary("atlas"), new ModelSummary("other")])
            .Add(bar => bar.Opened, EventCallback.Factory.Create(this, () => looks++)));
        Assert.Equal("loading other", chip.Find("[data-testid=loading]").TextContent);
        Assert.Equal(0, looks);

        chip.Find("[data-testid=choose-model]").Click();

        chip.WaitForAssertion(() => Assert.Equal(1, looks));
    }

    private static PromptState Prompt(string text, int position = -1)
    {
        var prompt = new PromptState(PromptRole.Source) { Wanted = position };
        prompt.SetText(text);
        prompt.SetTokens(prompt.Version, TestPatchscopeService.Tokens(text));
        return prompt;
    }
}
