using System.Text.RegularExpressions;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Patchscopes.Web.Tests.Browser;

[Trait("Category", "Browser")]
[Collection("Browser")]
public sealed class TypingTests(BrowserHost host)
{
    [Theory]
    [InlineData("x", 100_000)]
    [InlineData("\u0001", 7_000)]
    [InlineData("語", 9_000)]
    public async Task AHugePaste_IsRefusedWithAMessage_AndNothingIsLost(string character, int count)
    {
        await using var visitor = await host.VisitAsync();
        await visitor.MapIsWholeAsync();

        await visitor.Get("source-prompt").FocusAsync();
        await visitor.Page.EvaluateAsync("([text, count]) => document.execCommand('insertText', false, text.repeat(count))", new object[] { character, count });

        await Expect(visitor.Get("source-too-long")).ToContainTextAsync("Nothing was changed");
        await Expect(visitor.Get("source-prompt")).ToHaveValueAsync("The capital of Poland is");
        await visitor.Get("preset-former-ceo").ClickAsync();
        await Expect(visitor.Get("source-prompt")).ToHaveValueAsync("Amazon's former CEO attended Oscars");
        await visitor.MapIsWholeAsync();
    }

    [Fact]
    public async Task ALongPromptThatTheEditorTakes_IsRefusedByTheModel_AndTheCircuitLives()
    {
        await using var visitor = await host.VisitAsync();
        await visitor.MapIsWholeAsync();

        await visitor.Get("source-prompt").FillAsync(string.Concat(Enumerable.Repeat("word ", 1_599)));

        await Expect(visitor.Get("source-refusal")).ToContainTextAsync("shorten it by");
        await visitor.Get("preset-former-ceo").ClickAsync();
        await visitor.MapIsWholeAsync();
    }

    [Fact]
    public async Task CtrlEnter_RunsWhatWasJustTyped_Once()
    {
        await using var visitor = await host.VisitAsync();
        await visitor.MapIsWholeAsync();
        var asked = host.Service.Asked;

        await TypeAtOnceAsync(visitor, "The capital of Spain is", "area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true }))");
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("Spain"));
        await visitor.MapIsWholeAsync();
        // Twice as long as a pause in typing, and time for the run and the cell that a second run would wait for.
        await visitor.Page.WaitForTimeoutAsync(1_500);

        Assert.Equal(asked + 1, host.Service.Asked);
    }

    [Fact]
    public async Task APreset_ClickedRightAfterAKey_IsNotOverwrittenByIt()
    {
        await using var visitor = await host.VisitAsync();
        await visitor.MapIsWholeAsync();

        await TypeAtOnceAsync(visitor, "The capital of Spain is", "const preset = document.querySelector('[data-testid=preset-poland-or-warsaw]'); preset.focus(); preset.click()");
        await visitor.Page.WaitForTimeoutAsync(1_500);

        await Expect(visitor.Get("source-prompt")).ToHaveValueAsync("The capital of Poland is");
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("Poland"));
    }

    /// <summary>Two keys, the second of which still waits to be sent when <paramref name="then"/> is done.</summary>
    private static async Task TypeAtOnceAsync(Visitor visitor, string text, string then) => await visitor.Page.EvaluateAsync(
        "text => { const area = document.querySelector('[data-testid=source-prompt]'); area.focus();"
        + "for (const typed of [text.slice(0, -1), text]) { area.value = typed; area.dispatchEvent(new InputEvent('input', { bubbles: true })); }" + then + "}",
        text);
}
