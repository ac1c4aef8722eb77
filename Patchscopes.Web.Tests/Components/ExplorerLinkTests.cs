using Patchscopes.Model.Architecture;
using Patchscopes.Model.Presets;
using Patchscopes.Web.State;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class ExplorerLinkTests : ExplorerStateContext
{
    [Fact]
    public async Task Views_ChosenByTheVisitor_CanBeGoneBackFrom_TypedOnesOnce()
    {
        await LoadedAsync();
        Views.Clear();

        foreach (var text in new[] { "one", "one two" })
        {
            _ = State.EditAsync(PromptRole.Source, text[..^1]);
            var edit = State.EditAsync(PromptRole.Source, text);
            Time.Advance(ExplorerState.Pause);
            await UntilAsync(() => Service.Last.Request.Source.Prompt == text);
            Service.Last.Finish();
            await FinishAsync(edit);
        }
        var choice = State.ChooseAsync(PromptRole.Source, 0);
        Service.Last.Finish();
        await FinishAsync(choice);
        await State.OpenAsync(new CellAddress(new Layer(0), new Layer(0)));

        Assert.Equal([true, false, true, true], Views);
    }

    [Fact]
    public async Task AViewThatIsTooLongForALink_IsSaidOnce_AndTakenBackWhenItFits()
    {
        await LoadedAsync("?source=" + new string('x', ExplorerUrl.LargestQuery) + "&target=t");
        State.CheckLink();
        State.CheckLink();
        Assert.Equal(State.LinkRefusal, Assert.Single(State.Problems).Message);

        var edit = State.EditAsync(PromptRole.Target, "u");
        Assert.Single(State.Problems);
        State.DismissProblems();
        State.CheckLink();
        Assert.Empty(State.Problems);

        var next = State.EditAsync(PromptRole.Source, "short");
        State.CheckLink();
        Assert.Null(State.LinkRefusal);
        State.Dispose();
        await Task.WhenAll(edit, next);
    }

    [Fact]
    public async Task AViewThatIsTooLongForALink_NamesWhatIsLong()
    {
        var long_ = new string('x', ExplorerUrl.LargestQuery);
        await LoadedAsync($"?source=a&target=b&mapping=affine&texts={long_}");
        Assert.StartsWith("This list of texts is too long for a link", State.LinkRefusal, StringComparison.Ordinal);
        Assert.Contains("Shorten the list to have", State.LinkRefusal, StringComparison.Ordinal);

        await LoadedAsync($"?source={long_}&target=b");
        Assert.StartsWith("These prompts are too long for a link", State.LinkRefusal, StringComparison.Ordinal);

        // Packed, only what does not repeat stays long.
        var letters = string.Concat(Enumerable.Range(0, ExplorerUrl.LargestQuery).Select(at => (char)(0x4E00 + (at * 7919L % 20000))));
        await LoadedAsync($"?source=a&target={letters}");
        State.Compare();
        var edit = State.EditAsync(PromptRole.Target, "b");
        Assert.StartsWith("The map kept for comparison is too long for a link", State.LinkRefusal, StringComparison.Ordinal);
        State.Dispose();
        await edit;
    }

    [Fact]
    public async Task TheChatSwitch_IsPartOfRequestAndLink_AndAPresetTurnsItOff()
    {
        await LoadedAsync("?source=one+two&target=three&sourceChat=1");
        Assert.Equal((true, false), (Service.Last.Request.Source.Chat, Service.Last.Request.Target.Chat));
        Assert.Equal("<user>", State.Source.Tokens[0].Text);
        Assert.True(Assert.Single(Service.Cells, cell => cell.Sweep.Source.Prompt == cell.Sweep.Target.Prompt).Sweep.Source.Chat);

        await RanAsync(State.SetChatAsync(PromptRole.Target, true));
        Assert.Contains("targetChat=1", ExplorerUrl.Write(State.View()), StringComparison.Ordinal);
        await RanAsync(State.SetChatAsync(PromptRole.Source, false));
        Assert.Equal((false, true), (Service.Last.Request.Source.Chat, Service.Last.Request.Target.Chat));
        await RanAsync(State.ApplyAsync(PresetCatalog.All[0]));
        Assert.Equal((false, false), (Service.Last.Request.Source.Chat, Service.Last.Request.Target.Chat));

        async Task RanAsync(Task run)
        {
            Service.Last.Finish();
            await FinishAsync(run);
        }
    }

    [Fact]
    public async Task ACell_OpenedByTheVisitor_IsToldFromOneThatOpensByItself()
    {
        await LoadAsync("");
        Assert.True(State.IsOpening);
        var run = State.RunNowAsync();
        Service.Last.Finish(" Warsaw");
        await FinishAsync(run);
        Assert.False(State.IsOpening);
        Assert.NotNull(State.Opened);
        Assert.False(State.IsOpenedByVisitor);

        await State.OpenAsync(State.Opened.Value);
        Assert.True(State.IsOpenedByVisitor);

        await LoadAsync("?source=a&target=b&cell=0-0");
        Assert.False(State.IsOpenedByVisitor);
    }
}
