using Patchscopes.Model.Architecture;
using Patchscopes.Model.Presets;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class ExplorerCellTests : ExplorerStateContext
{
    private const string OneOne = "?source=a+b&sourceToken=1&target=c+d&cell=1-1";

    [Fact]
    public async Task FirstVisit_RunsThePresetAndOpensACellThatSaysIt()
    {
        await LoadAsync("");
        var run = State.RunNowAsync();
        Service.Last.Start();
        Service.Last.Column(2, " the");
        Service.Last.Column(1, " Warsaw");
        Service.Last.Column(0, " Poland");
        Service.Last.End(new SweepDone(0.5));
        await FinishAsync(run);

        Assert.Equal(PresetCatalog.All[0], State.ActivePreset);
        Assert.Equal(new CellAddress(new Layer(2), new Layer(1)), State.Opened);
        Assert.Equal(10, State.Detail!.Top.Count);
        Assert.Equal(TimeSpan.FromSeconds(0.5), State.Elapsed);
        Assert.Equal(" usual", State.SourceAnswer!.Text);
    }

    [Fact]
    public async Task Cancel_KeepsWhatCame()
    {
        await LoadAsync("");
        var run = State.RunNowAsync();
        Service.Last.Start();
        Service.Last.Column(2);
        await UntilAsync(() => State.Map?.Done == 3);

        await State.CancelAsync();
        await FinishAsync(run);

        Assert.Equal(RunStatus.Cancelled, State.Status);
        Assert.True(Service.Last.IsLeft);
        Assert.Equal(3, State.Map!.Done);
    }

    [Fact]
    public async Task ACellInTheLink_IsOpenedAgain()
    {
        await LoadedAsync("?source=a+b&target=c+d&cell=1-0");

        Assert.Equal(new CellAddress(new Layer(1), new Layer(0)), State.Opened);
        Assert.Contains(Service.Cells, cell => cell is { SourceLayer.Index: 1, TargetLayer.Index: 0, TopK: 10, NewTokens: 20 });
    }

    [Fact]
    public async Task ACellThatTheMapLacks_IsNamed()
    {
        await LoadedAsync("?source=a+b&target=c+d&cell=9-0");

        Assert.Null(State.Opened);
        Assert.Contains("9-0", Assert.Single(State.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACell_ThatALaterMapHasNoLayersFor_ClosesQuietlyWhenThatMapBegins()
    {
        await LoadedAsync("?source=a+b&target=c+d&cell=0-0");

        var run = State.ChooseLayersAsync(PromptRole.Source, new LayerRange(1, 2, 1, false));
        await UntilAsync(() => Service.Runs.Count == 2);
        Assert.NotNull(State.Opened);
        Service.Last.Start();
        await UntilAsync(() => !State.IsStale);

        Assert.Null(State.Opened);
        Assert.Empty(State.Problems);
        await State.CancelAsync();
        await FinishAsync(run);
    }

    [Theory]
    [InlineData("9-9", false)]
    [InlineData("1-1", true)]
    public async Task ALinksCell_BesideARunThatIsRefused_SaysSo(string cell, bool stays)
    {
        await LoadAsync($"?source=a+b&target=c+d&cell={cell}");
        Service.Refusal = new RequestRefusedException(RefusalReason.Invalid, "topK", "topK is 99: give fewer.");
        await FinishAsync(State.RunNowAsync());

        Assert.Equal(stays, State.Opened is not null);
        Assert.Equal(stays, State.CellMessage is not null);
        Assert.Equal(stays ? 0 : 1, State.Problems.Count);
    }

    [Fact]
    public async Task ARunThatBreaks_SaysSoAndKeepsWhatCame()
    {
        await LoadAsync("");
        var run = State.RunNowAsync();
        Service.Last.Start();
        Service.Last.Column(2);
        Service.Last.End(new SweepFailed("The model gave no numbers."));
        await FinishAsync(run);

        Assert.Equal(RunStatus.Failed, State.Status);
        Assert.Equal("The model gave no numbers.", State.RunMessage);
        Assert.Equal(3, State.Map!.Done);
    }

    [Fact]
    public async Task ANewMap_ForgetsTheCellOfTheOldOne_AndReadsItAgainAtTheEnd()
    {
        await LoadedAsync(OneOne);
        var old = State.Detail;

        var run = State.ChooseAsync(PromptRole.Source, 0);
        Assert.Same(old, State.Detail);
        Service.Last.Start();
        await UntilAsync(() => !State.IsStale);
        Assert.Null(State.Detail);
        Service.Last.Column(0);
        Service.Last.Column(1);
        Service.Last.Column(2);
        Service.Last.End(new SweepDone(1));
        await FinishAsync(run);

        Assert.NotNull(State.Detail);
        Assert.NotSame(old, State.Detail);
        Assert.Equal(0, Service.Cells.Last(cell => cell.NewTokens > 1).Sweep.Source.Position);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ARunThatIsCancelled_ReadsTheOpenCellIfItCame(bool came)
    {
        await LoadedAsync(OneOne);
        var run = State.ChooseAsync(PromptRole.Source, 0);
        Service.Last.Start();
        Service.Last.Column(came ? 1 : 2);
        await UntilAsync(() => State is { IsStale: false, Map.Done: 3 });

        await State.CancelAsync();
        await FinishAsync(run);

        Assert.Equal(came, State.Detail is not null);
        Assert.Equal(came, State.CellMessage is null);
        Assert.Equal(came ? 0 : 1, Service.Cells.Last(cell => cell.NewTokens > 1).Sweep.Source.Position);
    }

    [Fact]
    public async Task ARunThatBreaks_ReadsTheOpenCellIfItCame()
    {
        await LoadedAsync(OneOne);
        var run = State.ChooseAsync(PromptRole.Source, 0);
        Service.Last.Start();
        Service.Last.Column(1);
        Service.Last.End(new SweepFailed("It broke."));
        await FinishAsync(run);

        Assert.NotNull(State.Detail);
        Assert.Equal(0, Service.Cells.Last(cell => cell.NewTokens > 1).Sweep.Source.Position);
    }

    [Fact]
    public async Task AnOldCell_ThatComesLate_IsNotShownUnderTheNewMap()
    {
        await LoadedAsync("?source=a+b&target=c+d");
        var late = new TaskCompletionSource();
        Service.OpeningCell = _ => late.Task;
        var open = State.OpenAsync(new CellAddress(new Layer(1), new Layer(1)));

        var run = State.ChooseAsync(PromptRole.Source, 0);
        Service.Last.Start();
        await UntilAsync(() => !State.IsStale);
        late.SetResult();
        await open;

        Assert.Null(State.Detail);
        await State.CancelAsync();
        await FinishAsync(run);
    }

    [Fact]
    public async Task AnotherView_HasNoCellOfTheOneBefore()
    {
        await LoadedAsync(OneOne);
        Assert.NotNull(State.Detail);

        await LoadAsync("?source=e+f&target=g+h&cell=0-0");

        Assert.Null(State.Detail);
    }
}
