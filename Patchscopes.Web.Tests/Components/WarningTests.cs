using Bunit;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

/// <summary>What is said of a prompt before it is run, under what it concerns.</summary>
public sealed class WarningTests : ControlContext
{
    [Theory]
    [InlineData(PromptRole.Source, 3, "“Zanzibar” is split into ‹␣Zan›‹zi›‹bar›; its last part is chosen, where")]
    [InlineData(PromptRole.Source, 1, "“Zanzibar” is split into ‹␣Zan›‹zi›‹bar›; choose its last part, token 3")]
    [InlineData(PromptRole.Target, 3, "only its last part is patched")]
    [InlineData(PromptRole.Target, 2, "only a part of it is patched. Choose token 3")]
    public void AWordThatTheTokenizerSplits_IsNamedWithItsParts(PromptRole role, int position, string words) =>
        Assert.Contains(words, Warning(Card(role, position, "In", " Zan", "zi", "bar", " today")), StringComparison.Ordinal);

    [Theory]
    [InlineData("In", " Zan", "zi", "bar", " today")]
    [InlineData("->", "cat", "->", "cat", ";")]
    [InlineData(" a", "日本", "語", "は", "。")]
    public void WholeWords_AreNotWarnedOf(params string[] tokens) => Assert.Empty(Warnings(Card(PromptRole.Target, 4, tokens)));

    [Fact]
    public void SignsThatTheTokenizerMerged_AreNamed() =>
        Assert.Contains("made one token of ‹␣?->›", Warning(Card(PromptRole.Target, 1, "cat;", " ?->")), StringComparison.Ordinal);

    [Fact]
    public void ATargetOfOneToken_IsNamed()
    {
        Assert.Contains("A target of one token", Warning(Card(PromptRole.Target, 0, "?")), StringComparison.Ordinal);
        Assert.Empty(Warnings(Card(PromptRole.Target, 1, "<s>", " ?")));
    }

    [Fact]
    public void TheBeginningAsSource_IsNamed()
    {
        Assert.Contains("puts ‹<s>› in front of every prompt", Warning(Card(PromptRole.Source, 0, ["<s>", " The", " end"], "The end")), StringComparison.Ordinal);
        Assert.Contains("sees nothing before it", Warning(Card(PromptRole.Source, 0, "The", " end")), StringComparison.Ordinal);
        Assert.Empty(Warnings(Card(PromptRole.Target, 0, "The", " end")));
    }

    [Theory]
    [InlineData(35, "")]
    [InlineData(36, "36 of the 40 tokens that atlas reads. 4 more fit, and what the model goes on to write ends there")]
    [InlineData(39, "One more fits")]
    [InlineData(40, "No further token fits")]
    [InlineData(41, "")]
    public void APromptNearTheContext_IsSaidWithItsRoom(int count, string words)
    {
        var warnings = Warnings(Card(PromptRole.Target, count - 1, [.. Enumerable.Repeat(" a", count)]));

        if (words.Length == 0)
            Assert.Empty(warnings);
        else
            Assert.Contains(words, Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2", "token 2 is read, and the patch comes after it, at token 3")]
    [InlineData("patched", null)]
    [InlineData("last", null)]
    public async Task AReadoutLeftOfThePatch_IsNamedUnderTheReadout(string readout, string? words) =>
        Assert.Contains(words ?? "", await ReadoutWarningAsync($"?source=a&target=a+b+c+d+e&targetToken=3&readout={readout}", words is null), StringComparison.Ordinal);

    [Fact]
    public async Task TheLastBlockAloneAndAReadoutToTheRight_CannotChange() =>
        Assert.Contains("after the last block nothing carries the patch from token 0", await ReadoutWarningAsync("?source=a&target=a+b&targetToken=0&targetLayers=2", false), StringComparison.Ordinal);

    [Fact]
    public async Task TheEstimate_CountsTextsThatAreWritten()
    {
        using var state = new ExplorerState(Service, Time);
        await state.LoadAsync(ExplorerUrl.Read("", ExplorerState.Defaults("atlas")), Xunit.TestContext.Current.CancellationToken);
        var run = state.ApplyAsync(Patchscopes.Model.Presets.PresetCatalog.Named("paper-currency"));
        await Time.UntilAsync(() => Service.Runs.Count > 0);
        var line = Render<RunLine>(parameters => parameters.Add(runs => runs.State, state));

        // One second a token in the double: the patched one, and besides it the six that are written.
        Assert.Equal(TimeSpan.FromSeconds(1 + 1 + 6), state.Estimate);
        Assert.Equal(TestPatchscopeService.Blocks, state.ExpectedTexts);
        Assert.Contains("and 3 texts of 6 tokens · about 8.00 s", line.Find("[data-testid=status]").TextContent, StringComparison.Ordinal);
        Service.Last.End(new SweepCancelled());
        await Time.FinishAsync(run);
    }

    private async Task<string> ReadoutWarningAsync(string query, bool isNone)
    {
        using var state = new ExplorerState(Service, Time);
        await state.LoadAsync(ExplorerUrl.Read(query, ExplorerState.Defaults("atlas")), Xunit.TestContext.Current.CancellationToken);
        var line = Render<RunLine>(parameters => parameters.Add(runs => runs.State, state));
        var warnings = line.FindAll("[data-testid=readout-warning]");
        Assert.Equal(isNone, warnings.Count == 0);
        return isNone ? "" : warnings[0].TextContent;
    }

    private static string Warning(IRenderedComponent<PromptCard> card) => Assert.Single(Warnings(card));

    private static List<string> Warnings(IRenderedComponent<PromptCard> card) =>
        [.. card.FindAll("[data-testid$=-warning]").Select(warning => warning.TextContent)];

    private IRenderedComponent<PromptCard> Card(PromptRole role, int position, params string[] tokens) => Card(role, position, tokens, string.Concat(tokens));

    private IRenderedComponent<PromptCard> Card(PromptRole role, int position, string[] tokens, string text)
    {
        var prompt = new PromptState(role) { Wanted = position };
        prompt.SetText(text);
        prompt.SetTokens(prompt.Version, [.. tokens.Select((token, at) => new Token(at, token, TokenDisplay.Of(token)))]);
        var model = new ModelDescription("atlas", 3, 8, 2, 40, 100, "float32", "abc", []);
        return Render<PromptCard>(parameters => parameters.Add(card => card.Prompt, prompt).Add(card => card.Question, "?").Add(card => card.Model, model));
    }
}
