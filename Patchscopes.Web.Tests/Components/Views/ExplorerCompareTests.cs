using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class ExplorerCompareTests : ExplorerStateContext
{
    private const string Link = "?source=a+b&target=c+d";

    [Fact]
    public async Task TheMapThatWasThere_IsA_AndTheNextIsB()
    {
        await LoadedAsync(Link);
        var before = State.Map;
        State.Compare();
        await RanAsync(State.ChooseAsync(PromptRole.Source, 0), " other");

        Assert.Same(before, State.Baseline);
        Assert.Equal(0, State.Map!.Request.Source.Position);
        Assert.Equal(2, Service.Runs.Count);
        State.ClearBaseline();
        Assert.Null(State.Baseline);
        Assert.DoesNotContain("with=", ExplorerUrl.Write(State.View()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALink_RunsBothAgain()
    {
        await LoadedAsync(Link);
        State.Compare();
        await RanAsync(State.ChooseAsync(PromptRole.Source, 0), " other");
        State.ShowAs(State.Look with { Difference = true });
        var link = ExplorerUrl.Write(State.View());
        Assert.Contains("difference=1&with=", link, StringComparison.Ordinal);

        await LoadAsync(link);
        Assert.Null(State.Baseline);
        var run = State.RunNowAsync();
        Service.Last.Finish(" other");
        await UntilAsync(() => Service.Runs.Count == 4);
        Service.Last.Finish();
        await FinishAsync(run);

        Assert.Equal(-1, State.Baseline!.Request.Source.Position);
        Assert.Equal(" word", State.Baseline.At(0, 0)!.Top[0].Text);
        Assert.True(State.Look.Difference);
        Assert.NotEqual(Service.Runs[2].View, Service.Runs[3].View);
    }

    [Fact]
    public async Task AnotherAnswer_IsAskedOfAToo()
    {
        await LoadedAsync(Link);
        State.Compare();
        var chosen = State.SetAnswersAsync([" word"]);
        Service.Last.Finish();
        await UntilAsync(() => Service.Runs.Count == 3);
        Service.Last.Finish();
        await FinishAsync(chosen);

        Assert.Equal([" word"], State.Baseline!.Request.Answers);
        Assert.Null(new ViewValues(State.Baseline, new MapLook { View = MapView.Probability }).Lack);
    }

    [Fact]
    public async Task AnotherAnswer_HidesA_UntilItHasNumbersForTheSame()
    {
        await LoadedAsync(Link);
        await RanAsync(State.SetAnswersAsync([" word"]), " word");
        State.Compare();
        var chosen = State.SetAnswersAsync([" next"]);
        Assert.NotNull(State.Baseline);
        Service.Last.Start();
        Service.Last.Column(0);
        await UntilAsync(() => State.Map!.Request.Answers is [" next"]);
        Assert.Null(State.Baseline);
        Assert.True(State.IsBaselineComing);

        await State.CancelAsync();
        await FinishAsync(chosen);
        Assert.Null(State.Baseline);
        Assert.False(State.IsBaselineComing);

        // Back to the answer that A was kept with, its numbers are the right ones.
        await RanAsync(State.SetAnswersAsync([" word"]), " word");
        Assert.Equal([" word"], State.Baseline!.Request.Answers);
    }

    [Fact]
    public async Task AThatCannotBeRun_IsSaid()
    {
        var with = new ExplorerView(ExplorerState.Defaults("gone"), null);
        await LoadAsync(ExplorerUrl.Write(new ExplorerView(ExplorerState.Defaults("atlas"), null) { With = with.Request }));
        var run = State.RunNowAsync();
        Service.Last.Finish();
        await FinishAsync(run);

        Assert.Equal("There is no model gone.", State.BaselineMessage);
        Assert.Null(State.Baseline);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("AAAA")]
    public void AMapThatIsNone_IsNamed(string with)
    {
        var link = ExplorerUrl.Read($"{Link}&with={with}", ExplorerState.Defaults("atlas"));

        Assert.Equal("with", Assert.Single(link.Problems).Field);
        Assert.Null(link.View.With);
    }

    [Fact]
    public void APackedQuery_ThatBlowsUp_IsRefused()
    {
        var bomb = PackedQuery.Pack(new string('a', 2_000_000));

        Assert.True(bomb.Length < 5_000);
        Assert.False(PackedQuery.TryUnpack(bomb, ExplorerUrl.LargestQuery, out _));
        Assert.True(PackedQuery.TryUnpack(PackedQuery.Pack("?source=语"), ExplorerUrl.LargestQuery, out var query));
        Assert.Equal("?source=语", query);
    }

    private async Task RanAsync(Task run, string text)
    {
        await UntilAsync(() => !Service.Last.IsEnded);
        Service.Last.Finish(text);
        await FinishAsync(run);
    }
}
