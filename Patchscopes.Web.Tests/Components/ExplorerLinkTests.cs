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
}
