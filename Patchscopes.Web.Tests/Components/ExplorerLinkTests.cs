using Patchscopes.Model.Architecture;
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
