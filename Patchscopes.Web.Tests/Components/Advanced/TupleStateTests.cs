using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Patching.Mappings;
using Patchscopes.Model.Presets;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Xunit;

namespace Patchscopes.Web.Tests.Components.Advanced;

/// <summary>Each part of the tuple, as the page asks for it.</summary>
public sealed class TupleStateTests : ExplorerStateContext
{
    [Fact]
    public async Task EachPart_IsAskedFor_AndStandsInTheLink()
    {
        await LoadedAsync("?source=a+b&target=c+d+e");
        await DoAsync(() => State.ChooseSiteAsync(PatchSite.FeedForwardWrite));
        await DoAsync(() => State.MapAsync(new MappingRequest(MappingKind.Scale) { Factor = 0.5 }));
        await DoAsync(() => State.ChooseLayersAsync(PromptRole.Source, new LayerRange(0, 2, 2, false)));
        await DoAsync(() => State.ChooseLayersAsync(PromptRole.Target, new LayerRange(1, 2, 1, false)));
        await DoAsync(() => State.PatchAlsoAsync(0, true));
        await DoAsync(() => State.WriteAsync(4, WrittenCells.Diagonal));
        await DoAsync(() => State.HoldAsync(9));

        var asked = Service.Last.Request;
        Assert.Equal((PatchSite.FeedForwardWrite, MappingKind.Scale, 0.5, 4, WrittenCells.Diagonal, 9), (asked.Site, asked.Mapping.Kind, asked.Mapping.Factor, asked.NewTokens, asked.Writes, asked.TopK));
        Assert.Equal([new Layer(0), new Layer(2)], asked.SourceLayers);
        Assert.Equal([new Layer(1), new Layer(2)], asked.TargetLayers);
        Assert.Equal([0], asked.AlsoPatched);
        var reopened = ExplorerUrl.Read(ExplorerUrl.Write(State.View()), ExplorerState.Defaults("atlas"));
        Assert.Empty(reopened.Problems);
        Assert.Equal(ExplorerUrl.Write(State.View()), ExplorerUrl.Write(reopened.View));

        await DoAsync(State.ResetTupleAsync);
        Assert.Equal(ExplorerState.Defaults("atlas") with { Source = Service.Last.Request.Source, Target = Service.Last.Request.Target }, Service.Last.Request);
    }

    [Fact]
    public async Task AnotherSourceModel_SpellsTheSourcePrompt_AndIsAskedForByName()
    {
        await LoadedAsync("?source=a+b&target=c");
        await DoAsync(() => State.ChooseSourceModelAsync("other"));

        Assert.Equal(("other", "atlas"), (Service.Last.Request.SourceModel, Service.Last.Request.Model));
        Assert.Contains("other", Service.Loads);
        await DoAsync(() => State.ChooseSourceModelAsync("atlas"));
        Assert.Null(Service.Last.Request.SourceModel);
    }

    [Fact]
    public async Task ASourceModelOfAnotherWidth_IsCarriedOverByAnAffineMap()
    {
        Service.Widths["other"] = 16;
        await LoadedAsync("?source=a+b&target=c");
        await DoAsync(() => State.ChooseSourceModelAsync("other"));

        Assert.Equal(new MappingRequest(MappingKind.Affine) { FitAt = FitPlaces.LastToken }, Service.Last.Request.Mapping);
    }

    [Fact]
    public async Task ASourceModelThatCannotBeUsed_IsNamed_AndTheOwnOneStays()
    {
        await LoadedAsync("?source=a+b&target=c&sourceModel=gpt9&mapping=affine");

        Assert.Null(Service.Last.Request.SourceModel);
        Assert.Contains("gpt9", Assert.Single(State.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARefusalOfThePart_IsSaidInThePagesWords_AndGoesWithTheNextRun()
    {
        await LoadedAsync("?source=a+b&target=c");
        Service.Refusal = new RequestRefusedException(RefusalReason.Invalid, "mapping.texts", "mapping.texts has 3 lines: give at least 5.");
        await State.MapAsync(new MappingRequest(MappingKind.Affine) { Texts = "a" });

        Assert.Equal("The list of texts has 3 lines: give at least 5.", State.TupleRefusal);
        await DoAsync(() => State.MapAsync(MappingRequest.Identity));
        Assert.Null(State.TupleRefusal);
    }

    [Fact]
    public async Task ASiteInsideTheBlocks_LeavesTheEmbeddingOutputOut()
    {
        await LoadedAsync("?source=a+b&target=c&sourceLayers=emb,1");
        await DoAsync(() => State.ChooseSiteAsync(PatchSite.AttentionWrite));

        Assert.Equal([new Layer(1)], Service.Last.Request.SourceLayers);
    }

    [Fact]
    public async Task TheLensTable_IsReadForThePromptThatIsShown_AndAnewWhenItChanges()
    {
        await LoadedAsync("?source=a+b&target=c");
        await State.ShowLensAsync(true, PromptRole.Source, default);
        Assert.Equal("a b", Assert.Single(Service.Lenses).Prompt);
        Assert.Equal(3, State.Lens!.Layers.Count);
        await State.ShowLensAsync(true, PromptRole.Target, default);
        Assert.Equal("c", Service.Lenses[^1].Prompt);

        var edit = State.EditAsync(PromptRole.Target, "c d");
        await UntilAsync(() => Service.Runs.Count == 2);
        Service.Last.Finish();
        await FinishAsync(edit);
        Assert.Equal("c d", Service.Lenses[^1].Prompt);
        await State.ShowLensAsync(false, PromptRole.Target, default);
        Assert.Equal(3, Service.Lenses.Count);
    }

    [Fact]
    public async Task OfTwoSourceModels_TheOneChosenLastCounts_WhicheverComesFirst()
    {
        var slow = Slow("other");
        await LoadedAsync("?source=a+b&target=c");
        var first = State.ChooseSourceModelAsync("other");
        await DoAsync(() => State.ChooseSourceModelAsync("third"));
        slow.SetResult();
        await FinishAsync(first);

        Assert.Equal(("third", "third"), (State.SourceModelName, State.SourceModel?.Name));
        Assert.Null(State.LoadingSourceModel);
        Assert.Equal(2, Service.Runs.Count);
    }

    [Theory]
    [InlineData("own")]
    [InlineData("reset")]
    [InlineData("preset")]
    public async Task ASourceModelThatIsStillBeingLoaded_IsGivenUp_WithTheNextChoice(string choice)
    {
        var slow = Slow("other");
        await LoadedAsync("?source=a+b&target=c");
        var first = State.ChooseSourceModelAsync("other");
        Assert.Equal("other", State.LoadingSourceModel);
        if (choice == "own")
            await State.ChooseSourceModelAsync("atlas");
        else
            await DoAsync(() => choice == "reset" ? State.ResetTupleAsync() : State.ApplyAsync(PresetCatalog.All[1]));
        Assert.Null(State.LoadingSourceModel);
        slow.SetResult();
        await FinishAsync(first);

        Assert.Equal(("atlas", "atlas"), (State.SourceModelName, State.SourceModel?.Name));
        Assert.Null(Service.Last.Request.SourceModel);
    }

    [Theory]
    [InlineData("third")]
    [InlineData("atlas")]
    public async Task ALinksSourceModel_ThatComesAfterAnotherLink_LeavesThatOneAlone(string next)
    {
        var slow = Slow("other");
        var first = LoadAsync("?source=a+b&target=c&sourceModel=other");
        await UntilAsync(() => State.LoadingSourceModel == "other");
        await LoadAsync($"?source=a+b&target=c&sourceLayers=1&sourceModel={next}");
        slow.SetResult();
        await FinishAsync(first);
        var run = State.RunNowAsync();
        Service.Last.Finish();
        await FinishAsync(run);

        Assert.Equal((next, next), (State.SourceModelName, State.SourceModel?.Name));
        Assert.Equal([new Layer(1)], Service.Last.Request.SourceLayers);
        Assert.Empty(State.Problems);
    }

    [Fact]
    public async Task WhileALinksSourceModelIsLoaded_NothingIsRun_AndThenWhatThePageShows()
    {
        var slow = Slow("other");
        var load = LoadAsync("?source=a+b&target=c&sourceModel=other");
        await UntilAsync(() => State.LoadingSourceModel == "other");
        await State.ChooseAsync(PromptRole.Source, 0);
        Assert.Empty(Service.Runs);
        slow.SetResult();
        await FinishAsync(load);
        var run = State.RunNowAsync();
        Service.Last.Finish();
        await FinishAsync(run);

        Assert.Equal(("other", 0), (Service.Last.Request.SourceModel, Service.Last.Request.Source.Position));
    }

    [Fact]
    public async Task ChoosingAFurtherTokenAsTheTarget_LeavesItOutOfTheFurtherOnes()
    {
        await LoadedAsync("?source=a+b&target=c+d+e&targetToken=0&alsoPatched=1,-1");
        await DoAsync(() => State.ChooseAsync(PromptRole.Target, 2));
        Assert.Equal([1], Service.Last.Request.AlsoPatched);
        await DoAsync(() => State.ChooseAsync(PromptRole.Target, 1));
        Assert.Null(Service.Last.Request.AlsoPatched);
    }

    [Theory]
    [InlineData("-1", 2)]
    [InlineData("7", 7)]
    [InlineData("-7", -7)]
    public async Task AFurtherToken_HoweverALinkCountsIt_CanBeLetGo(string given, int position)
    {
        await LoadedAsync($"?source=a+b&target=c+d+e&targetToken=0&alsoPatched=1,{given}");
        Assert.Contains(position, State.AlsoPatched);
        await DoAsync(() => State.PatchAlsoAsync(position, false));
        Assert.Equal([1], Service.Last.Request.AlsoPatched);
    }

    [Fact]
    public async Task TheLensTable_IsMarkedWhileItIsOfAnEarlierPrompt_AndReadAnewHoweverTheRunEnds()
    {
        await LoadedAsync("?source=a+b&target=c");
        await State.ShowLensAsync(true, PromptRole.Source, default);
        Assert.False(State.IsLensStale);

        var edit = State.EditAsync(PromptRole.Source, "a b c");
        Assert.True(State.IsLensStale);
        await UntilAsync(() => Service.Runs.Count == 2);
        await State.CancelAsync();
        await FinishAsync(edit);
        Assert.Equal("a b c", Service.Lenses[^1].Prompt);
        Assert.False(State.IsLensStale);

        Service.Refusal = new RequestRefusedException(RefusalReason.Busy, null, "The queue is full.");
        await FinishAsync(State.EditAsync(PromptRole.Source, "a"));
        Assert.Equal(RunStatus.Refused, State.Status);
        Assert.Equal("a", Service.Lenses[^1].Prompt);

        edit = State.EditAsync(PromptRole.Source, "b");
        await UntilAsync(() => Service.Runs.Count == 3);
        Service.Last.Start();
        Service.Last.End(new SweepFailed("It broke."));
        await FinishAsync(edit);
        Assert.Equal("b", Service.Lenses[^1].Prompt);
    }

    [Fact]
    public async Task OpeningACell_AsksForItsControls()
    {
        await LoadedAsync("?source=a+b&target=c");
        await State.OpenAsync(new CellAddress(new Layer(1), new Layer(0)));
        Assert.True(Service.Cells[^1].Controls);
    }

    /// <summary>A model that is not loaded before the test says so.</summary>
    private TaskCompletionSource Slow(string model)
    {
        Service.Names = [.. Service.Names, new("third")];
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Service.Loading = name => name == model ? gate.Task : Task.CompletedTask;
        return gate;
    }

    private async Task DoAsync(Func<Task> change)
    {
        var runs = Service.Runs.Count;
        var task = change();
        await UntilAsync(() => Service.Runs.Count > runs);
        Service.Last.Finish();
        await FinishAsync(task);
    }
}
