using Microsoft.Extensions.Time.Testing;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Presets;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class ExplorerStateTests : IDisposable
{
    private readonly TestPatchscopeService _service = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ExplorerState _state;
    private readonly List<bool> _views = [];

    public ExplorerStateTests() => _state = new ExplorerState(_service, _time) { ViewChanged = _views.Add };

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task FirstVisit_RunsThePresetAndOpensACellThatSaysIt()
    {
        await LoadAsync("");
        var run = _state.RunNowAsync();
        _service.Last.Start();
        _service.Last.Column(2, " the");
        _service.Last.Column(1, " Warsaw");
        _service.Last.Column(0, " Poland");
        _service.Last.End(new SweepDone(0.5));
        await FinishAsync(run);

        Assert.Equal(PresetCatalog.All[0], _state.ActivePreset);
        Assert.Equal(new CellAddress(new Layer(2), new Layer(1)), _state.Opened);
        Assert.Equal(10, _state.Detail!.Top.Count);
        Assert.Equal(TimeSpan.FromSeconds(0.5), _state.Elapsed);
        Assert.Equal(" usual", _state.SourceAnswer!.Text);
    }

    [Fact]
    public async Task Edit_TokensFollowAtOnce_TheMapWhenTypingPauses()
    {
        await LoadedAsync();

        var first = _state.EditAsync(PromptRole.Source, "one two");
        Assert.Equal(["one", " two"], _state.Source.Tokens.Select(token => token.Text));
        Assert.True(_state.IsStale);
        Assert.Equal(RunStatus.Waiting, _state.Status);
        _time.Advance(TimeSpan.FromMilliseconds(399));
        var second = _state.EditAsync(PromptRole.Source, "one two three");
        await first;
        _time.Advance(TimeSpan.FromMilliseconds(399));
        Assert.Single(_service.Runs);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        await UntilAsync(() => _service.Runs.Count == 2);
        Assert.Equal("one two three", _service.Last.Request.Source.Prompt);
        _service.Last.Finish();
        await FinishAsync(second);

        Assert.Equal(2, _service.Runs.Count);
        Assert.False(_state.IsStale);
        Assert.Equal(RunStatus.Done, _state.Status);
    }

    [Fact]
    public async Task Edits_InBothPrompts_TokenizeBoth()
    {
        await LoadedAsync();

        _ = _state.EditAsync(PromptRole.Source, "new source");
        _ = _state.EditAsync(PromptRole.Target, "new target here");

        Assert.Equal(2, _state.Source.Tokens.Count);
        Assert.Equal(3, _state.Target.Tokens.Count);
    }

    [Fact]
    public async Task ANewerRun_LeavesTheOlderOne()
    {
        await LoadAsync("");
        var old = _state.RunNowAsync();
        _service.Last.Start();
        var left = _service.Last;

        var next = _state.ChooseAsync(PromptRole.Source, 1);
        await old;
        Assert.True(left.IsLeft);
        Assert.Equal(1, _service.Last.Request.Source.Position);
        Assert.Same(left.View, _service.Last.View);
        _service.Last.Finish();
        await FinishAsync(next);

        Assert.Equal(RunStatus.Done, _state.Status);
    }

    [Fact]
    public async Task Cancel_KeepsWhatCame()
    {
        await LoadAsync("");
        var run = _state.RunNowAsync();
        _service.Last.Start();
        _service.Last.Column(2);
        await UntilAsync(() => _state.Map?.Done == 3);

        _state.Cancel();
        await FinishAsync(run);

        Assert.Equal(RunStatus.Cancelled, _state.Status);
        Assert.True(_service.Last.IsLeft);
        Assert.Equal(3, _state.Map!.Done);
    }

    [Fact]
    public async Task APositionThatAnEditTookAway_FallsToTheLastAndComesBack()
    {
        await LoadedAsync("?source=a+b+c+d&sourceToken=3&target=t&targetToken=0");

        _ = _state.EditAsync(PromptRole.Source, "a b");
        Assert.Equal(1, _state.Source.Position);
        Assert.Contains("There is no token 3", _state.Source.PositionNotice, StringComparison.Ordinal);
        Assert.Equal(1, _state.View().Request.Source.Position);

        _ = _state.EditAsync(PromptRole.Source, "a b x y");
        Assert.Equal(3, _state.Source.Position);
        Assert.Null(_state.Source.PositionNotice);
    }

    [Fact]
    public async Task AnEmptyPrompt_IsSaidBesideItAndNotRun()
    {
        await LoadedAsync();

        var edit = _state.EditAsync(PromptRole.Target, "");
        _time.Advance(ExplorerState.Pause);
        await FinishAsync(edit);

        Assert.Single(_service.Runs);
        Assert.Equal(RunStatus.Refused, _state.Status);
        Assert.Contains("target prompt is empty", _state.Target.Refusal, StringComparison.Ordinal);
        Assert.NotNull(_state.Map);
    }

    [Fact]
    public async Task APromptBeyondTheContext_SaysByHowMuch()
    {
        await LoadAsync("?source=" + string.Join('+', Enumerable.Repeat("word", 43)) + "&target=t");

        await _state.RunNowAsync();

        Assert.Empty(_service.Runs);
        Assert.Contains("43 tokens", _state.Source.Refusal, StringComparison.Ordinal);
        Assert.Contains("by 3", _state.Source.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("source.position")]
    [InlineData("target.prompt")]
    [InlineData("readout")]
    [InlineData(null)]
    public async Task ARefusal_IsShownBesideWhatItConcerns(string? field)
    {
        await LoadAsync("");
        _service.Refusal = new RequestRefusedException(RefusalReason.Invalid, field, "these words");

        await _state.RunNowAsync();

        Assert.Equal(RunStatus.Refused, _state.Status);
        Assert.Equal("these words", field switch
        {
            "source.position" => _state.Source.Refusal,
            "target.prompt" => _state.Target.Refusal,
            "readout" => _state.ReadoutRefusal,
            _ => _state.RunMessage,
        });
    }

    [Fact]
    public async Task AnUnknownModelInALink_FallsBackAndSaysSo()
    {
        await LoadAsync("?model=gpt9&source=a&target=b");

        Assert.Equal("atlas", _state.ModelName);
        Assert.Contains("gpt9", Assert.Single(_state.Problems).Message, StringComparison.Ordinal);
        Assert.Equal("a", _state.Source.Text);
    }

    [Fact]
    public async Task ACellInTheLink_IsOpenedAgain()
    {
        await LoadedAsync("?source=a+b&target=c+d&cell=1-0");

        Assert.Equal(new CellAddress(new Layer(1), new Layer(0)), _state.Opened);
        Assert.Contains(_service.Cells, cell => cell is { SourceLayer.Index: 1, TargetLayer.Index: 0, TopK: 10, NewTokens: 20 });
    }

    [Fact]
    public async Task ACellThatTheMapLacks_IsNamed()
    {
        await LoadedAsync("?source=a+b&target=c+d&cell=9-0");

        Assert.Null(_state.Opened);
        Assert.Contains("9-0", Assert.Single(_state.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Views_ChosenByTheVisitor_CanBeGoneBackFrom_TypedOnesOnce()
    {
        await LoadedAsync();
        _views.Clear();

        foreach (var text in new[] { "one", "one two" })
        {
            _ = _state.EditAsync(PromptRole.Source, text[..^1]);
            var edit = _state.EditAsync(PromptRole.Source, text);
            _time.Advance(ExplorerState.Pause);
            await UntilAsync(() => _service.Last.Request.Source.Prompt == text);
            _service.Last.Finish();
            await FinishAsync(edit);
        }
        var choice = _state.ChooseAsync(PromptRole.Source, 0);
        _service.Last.Finish();
        await FinishAsync(choice);
        await _state.OpenAsync(new CellAddress(new Layer(0), new Layer(0)));

        Assert.Equal([true, false, true, true], _views);
    }

    [Fact]
    public async Task ARunThatBreaks_SaysSoAndKeepsWhatCame()
    {
        await LoadAsync("");
        var run = _state.RunNowAsync();
        _service.Last.Start();
        _service.Last.Column(2);
        _service.Last.End(new SweepFailed("The model gave no numbers."));
        await FinishAsync(run);

        Assert.Equal(RunStatus.Failed, _state.Status);
        Assert.Equal("The model gave no numbers.", _state.RunMessage);
        Assert.Equal(3, _state.Map!.Done);
    }

    private Task LoadAsync(string query) =>
        _state.LoadAsync(ExplorerUrl.Read(query, ExplorerState.Defaults("atlas")), TestContext.Current.CancellationToken);

    private async Task LoadedAsync(string query = "")
    {
        await LoadAsync(query);
        var run = _state.RunNowAsync();
        _service.Last.Finish();
        await FinishAsync(run);
    }

    /// <summary>Lets the intervals between drawings pass until the run's work is done.</summary>
    private async Task FinishAsync(Task run)
    {
        await UntilAsync(() => run.IsCompleted);
        await run;
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        for (var turn = 0; turn < 10_000 && !condition(); turn++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            // Lets continuations on other threads come to their turn, on a busy machine too.
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
        Assert.True(condition());
    }
}
