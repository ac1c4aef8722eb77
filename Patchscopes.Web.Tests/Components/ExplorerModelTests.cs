using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class ExplorerModelTests : ExplorerStateContext
{
    private readonly Dictionary<string, TaskCompletionSource> _loads = new(StringComparer.Ordinal);

    [Fact]
    public async Task AnUnknownModelInALink_FallsBackAndSaysSo()
    {
        await LoadAsync("?model=gpt9&source=a&target=b");

        Assert.Equal("atlas", State.ModelName);
        Assert.Contains("gpt9", Assert.Single(State.Problems).Message, StringComparison.Ordinal);
        Assert.Equal("a", State.Source.Text);
    }

    [Fact]
    public async Task ChooseModel_SaysThatItLoads_AndThenRunsWithIt()
    {
        await LoadedAsync();
        Hold("other");

        var choice = State.ChooseModelAsync("other");
        Assert.Equal(("other", "atlas"), (State.LoadingModel, State.Model!.Name));
        Assert.Single(Service.Runs);
        _loads["other"].SetResult();
        await UntilAsync(() => Service.Runs.Count == 2);
        Service.Last.Finish();
        await FinishAsync(choice);

        Assert.Null(State.LoadingModel);
        Assert.Equal("other", State.Model.Name);
        Assert.Equal("other", Service.Last.Request.Model);
    }

    [Fact]
    public async Task ChooseModel_Twice_TheNewestWins_WhicheverLoadsFirst()
    {
        await LoadedAsync();
        Hold("other");

        var first = State.ChooseModelAsync("other");
        var second = State.ChooseModelAsync("atlas");
        Service.Last.Finish();
        await FinishAsync(second);
        _loads["other"].SetResult();
        await FinishAsync(first);

        Assert.Equal("atlas", State.ModelName);
        Assert.Null(State.LoadingModel);
        Assert.All(Service.Runs, run => Assert.Equal("atlas", run.Request.Model));
    }

    [Fact]
    public async Task ChooseModel_ABrokenOne_KeepsTheModelInUse_AndSaysWhy()
    {
        await LoadedAsync("?model=other&source=a&target=b");
        Service.Loading = _ => throw new RequestRefusedException(RefusalReason.ModelUnusable, "model", "Its file is cut off.");

        await State.ChooseModelAsync("atlas");

        Assert.Equal("other", State.ModelName);
        Assert.Equal("other", State.Model!.Name);
        Assert.Equal("Its file is cut off.", Assert.Single(State.Problems).Message);
        Assert.Single(Service.Runs);
    }

    [Fact]
    public async Task Load_AColdModel_ShowsTheLinkAtOnce_AndRunsNothingBeforeItIsThere()
    {
        Hold("other");

        var load = LoadAsync("?model=other&source=a+b&target=c");
        Assert.Equal("other", State.LoadingModel);
        Assert.Equal("a b", State.Source.Text);
        await State.ChooseAsync(PromptRole.Source, 0);
        Assert.Empty(Service.Runs);
        Assert.Null(State.RunMessage);
        _loads["other"].SetResult();
        await load;

        Assert.Equal("other", State.Model!.Name);
        Assert.Equal(0, State.Source.Position);
    }

    [Fact]
    public async Task Load_ANewerLink_WinsOverOneWhoseModelStillLoads()
    {
        Hold("other");
        var old = LoadAsync("?model=other&source=a&target=b");

        await LoadAsync("?model=atlas&source=c&target=d");
        _loads["other"].SetResult();
        await old;

        Assert.Equal(("atlas", "atlas", "c"), (State.ModelName, State.Model!.Name, State.Source.Text));
    }

    [Fact]
    public async Task Load_WhenNoModelCanBeUsed_SaysSoInsteadOfBreaking()
    {
        Service.Loading = _ => throw new RequestRefusedException(RefusalReason.ModelUnusable, "model", "Its file is cut off.");

        await LoadAsync("");
        await State.RunNowAsync();

        Assert.Equal("Its file is cut off.", Assert.Single(State.Problems).Message);
        Assert.Equal(RunStatus.Refused, State.Status);
        Assert.Contains("No model is loaded", State.RunMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APageThatHasGone_AsksForNothingMore()
    {
        await LoadedAsync();
        Hold("other");
        var choice = State.ChooseModelAsync("other");
        var (tokenized, cells) = (Service.Tokenized.Count, Service.Cells.Count);

        State.Dispose();
        _loads["other"].SetResult();
        await choice;
        await State.RunNowAsync();
        await State.EditAsync(PromptRole.Source, "too late");
        await State.OpenAsync(new CellAddress(State.Map!.Rows[0], State.Map.Columns[0]));

        Assert.Single(Service.Runs);
        Assert.Equal((tokenized, cells), (Service.Tokenized.Count, Service.Cells.Count));
    }

    [Fact]
    public async Task APageThatGoesWhileItTokenizes_StartsNoRun()
    {
        await LoadAsync("");
        Service.Tokenizing = _ => new TaskCompletionSource().Task;
        var edit = State.EditAsync(PromptRole.Source, "slow");
        var run = State.RunNowAsync();

        State.Dispose();
        await edit;
        await run;

        Assert.Empty(Service.Runs);
    }

    private void Hold(string model)
    {
        _loads[model] = new TaskCompletionSource();
        Service.Loading = name => _loads.TryGetValue(name, out var load) ? load.Task : Task.CompletedTask;
    }
}
