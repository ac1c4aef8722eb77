using Patchscopes.Model.Presets;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class ExplorerLooksTests : ExplorerStateContext
{
    private const string Link = "?source=a+b&target=c+d";

    [Fact]
    public async Task AView_OfNoAnswer_IsOnlyDrawn()
    {
        await LoadedAsync(Link);

        await State.ShowAsync(MapView.Entropy);
        await State.ShowAsync(MapView.Change);
        State.ShowAs(State.Look with { Transposed = true, Zoom = 150 });

        Assert.Single(Service.Runs);
        Assert.False(State.IsStale);
        Assert.Contains("view=change&transpose=1&zoom=150", ExplorerUrl.Write(State.View()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MapView.Probability, 0)]
    [InlineData(MapView.Rank, 0)]
    [InlineData(MapView.Success, ExplorerState.TokensForSuccess)]
    public async Task AView_OfAnAnswer_TakesTheMostProbableOne_AndAsksForWhatItNeeds(MapView view, int tokens)
    {
        await LoadedAsync(Link);

        var shown = State.ShowAsync(view);
        Assert.True(State.IsStale);
        Service.Last.Finish();
        await FinishAsync(shown);

        Assert.Equal([" word"], Service.Last.Request.Answers);
        Assert.Equal(tokens, Service.Last.Request.NewTokens);
        Assert.Equal(2, Service.Runs.Count);
        Assert.False(State.IsStale);
        Assert.Null(new ViewValues(State.Map!, State.Look).Lack);
    }

    [Fact]
    public async Task ALink_ToAViewOfAnAnswerWithoutOne_RunsAndThenTakesOne()
    {
        await LoadAsync(Link + "&view=probability");
        var run = State.RunNowAsync();
        Service.Last.Finish();
        await UntilAsync(() => Service.Runs.Count == 2);
        Service.Last.Finish();
        await FinishAsync(run);

        Assert.Equal([" word"], Service.Last.Request.Answers);
        Assert.Equal(2, Service.Runs.Count);
    }

    [Fact]
    public async Task AnAnswer_ThatTheRequestHas_IsOnlyShown_AnotherIsAskedFor()
    {
        await LoadedAsync(Link);
        await RanAsync(State.SetAnswersAsync([" one", " two"]));

        await State.ChooseAnswerAsync(" two");
        Assert.Equal(1, State.Look.AnswerIndex);
        Assert.Equal(2, Service.Runs.Count);
        await RanAsync(State.ChooseAnswerAsync(" three"));

        Assert.Equal([" three"], Service.Last.Request.Answers);
        Assert.Equal(0, State.Look.AnswerIndex);
        await State.ChooseAnswerAsync(null);
        Assert.Null(State.Look.AnswerIndex);
        Assert.Equal(3, Service.Runs.Count);
    }

    [Fact]
    public async Task TheDiagonal_AsksForItsTexts_AndSuccessForAll()
    {
        await LoadedAsync(Link);

        await RanAsync(State.ShowAsync(MapForm.Diagonal));
        Assert.Equal((ExplorerState.TokensForDiagonal, WrittenCells.Diagonal), (Service.Last.Request.NewTokens, Service.Last.Request.Writes));
        Assert.NotNull(State.Map!.TextAt(ViewMaps.At(1, 1)));
        await RanAsync(State.ShowAsync(MapView.Success));

        Assert.Equal((ExplorerState.TokensForDiagonal, WrittenCells.All), (Service.Last.Request.NewTokens, Service.Last.Request.Writes));
        await State.ShowAsync(MapForm.Map);
        Assert.Equal(3, Service.Runs.Count);
    }

    [Fact]
    public async Task TextsThatOnlyAViewAsksFor_GoWithIt_AndThePresetStays()
    {
        await LoadedAsync();
        await RanAsync(State.ShowAsync(MapView.Success));
        Assert.Equal((ExplorerState.TokensForSuccess, WrittenCells.All), (Service.Last.Request.NewTokens, Service.Last.Request.Writes));
        Assert.Equal(0, State.OwnTuple.NewTokens);
        Assert.Equal(PresetCatalog.All[0], State.ActivePreset);
        var link = ExplorerUrl.Write(State.View());

        await RanAsync(State.ShowAsync(MapView.TopToken));
        Assert.Equal(0, Service.Last.Request.NewTokens);
        Assert.DoesNotContain("newTokens", ExplorerUrl.Write(State.View()), StringComparison.Ordinal);

        await LoadedAsync(link);
        Assert.Equal(ExplorerState.TokensForSuccess, Service.Last.Request.NewTokens);
        await RanAsync(State.ShowAsync(MapView.TopToken));
        Assert.Equal(0, Service.Last.Request.NewTokens);
    }

    [Fact]
    public async Task TextsThatTheVisitorAskedFor_StayWithEveryView()
    {
        await LoadedAsync(Link);
        await RanAsync(State.WriteAsync(4, WrittenCells.Diagonal));
        await RanAsync(State.ShowAsync(MapView.Success));
        Assert.Equal((4, WrittenCells.All), (Service.Last.Request.NewTokens, Service.Last.Request.Writes));

        await RanAsync(State.ShowAsync(MapView.TopToken));
        Assert.Equal((4, WrittenCells.Diagonal), (Service.Last.Request.NewTokens, Service.Last.Request.Writes));
    }

    [Theory]
    [InlineData("", " Warsaw")]
    [InlineData("&cell=0-2", " the")]
    public async Task AView_OfAnAnswer_TakesTheOpenCells_OrTheExamples(string cell, string answer)
    {
        await LoadAsync(ExplorerUrl.Write(new ExplorerView(ExplorerState.Defaults("atlas"), null)) + cell);
        var run = State.RunNowAsync();
        Service.Last.Start();
        Service.Last.Column(0, " surest");
        Service.Last.Column(1, " Warsaw");
        Service.Last.Column(2, " the");
        Service.Last.End(new SweepDone(1));
        await FinishAsync(run);
        if (cell.Length == 0)
            State.Close();

        await RanAsync(State.ShowAsync(MapView.Rank));

        Assert.Equal([answer], Service.Last.Request.Answers);
    }

    [Fact]
    public async Task APreset_ForgetsTheAnswersOfTheMapBefore()
    {
        await LoadedAsync(Link);
        await RanAsync(State.SetAnswersAsync([" one"]));
        await RanAsync(State.ApplyAsync(PresetCatalog.All[1]));

        Assert.Null(Service.Last.Request.Answers);
    }

    private async Task RanAsync(Task run)
    {
        await UntilAsync(() => !Service.Last.IsEnded);
        Service.Last.Finish();
        await FinishAsync(run);
    }
}
