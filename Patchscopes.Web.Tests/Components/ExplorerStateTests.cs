using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class ExplorerStateTests : ExplorerStateContext
{
    [Fact]
    public async Task Edit_TokensFollowAtOnce_TheMapWhenTypingPauses()
    {
        await LoadedAsync();

        var first = State.EditAsync(PromptRole.Source, "one two");
        Assert.Equal(["one", " two"], State.Source.Tokens.Select(token => token.Text));
        Assert.True(State.IsStale);
        Assert.Equal(RunStatus.Waiting, State.Status);
        Time.Advance(TimeSpan.FromMilliseconds(399));
        var second = State.EditAsync(PromptRole.Source, "one two three");
        await first;
        Time.Advance(TimeSpan.FromMilliseconds(399));
        Assert.Single(Service.Runs);

        Time.Advance(TimeSpan.FromMilliseconds(1));
        await UntilAsync(() => Service.Runs.Count == 2);
        Assert.Equal("one two three", Service.Last.Request.Source.Prompt);
        Service.Last.Finish();
        await FinishAsync(second);

        Assert.Equal(2, Service.Runs.Count);
        Assert.False(State.IsStale);
        Assert.Equal(RunStatus.Done, State.Status);
    }

    [Fact]
    public async Task Edits_InBothPrompts_TokenizeBoth()
    {
        await LoadedAsync();

        _ = State.EditAsync(PromptRole.Source, "new source");
        _ = State.EditAsync(PromptRole.Target, "new target here");

        Assert.Equal(2, State.Source.Tokens.Count);
        Assert.Equal(3, State.Target.Tokens.Count);
    }

    [Fact]
    public async Task ANewerRun_LeavesTheOlderOne()
    {
        await LoadAsync("");
        var old = State.RunNowAsync();
        Service.Last.Start();
        var left = Service.Last;

        var next = State.ChooseAsync(PromptRole.Source, 1);
        await old;
        Assert.True(left.IsLeft);
        Assert.Equal(1, Service.Last.Request.Source.Position);
        Assert.Same(left.View, Service.Last.View);
        Service.Last.Finish();
        await FinishAsync(next);

        Assert.Equal(RunStatus.Done, State.Status);
    }

    [Fact]
    public async Task APositionThatAnEditTookAway_FallsToTheLastAndComesBack()
    {
        await LoadedAsync("?source=a+b+c+d&sourceToken=3&target=t&targetToken=0");

        _ = State.EditAsync(PromptRole.Source, "a b");
        Assert.Equal(1, State.Source.Position);
        Assert.Contains("There is no token 3", State.Source.PositionNotice, StringComparison.Ordinal);
        Assert.Equal(1, State.View().Request.Source.Position);

        _ = State.EditAsync(PromptRole.Source, "a b x y");
        Assert.Equal(3, State.Source.Position);
        Assert.Null(State.Source.PositionNotice);
    }

    [Fact]
    public async Task AnEmptyPrompt_IsSaidBesideItAndNotRun()
    {
        await LoadedAsync();

        var edit = State.EditAsync(PromptRole.Target, "");
        Time.Advance(ExplorerState.Pause);
        await FinishAsync(edit);

        Assert.Single(Service.Runs);
        Assert.Equal(RunStatus.Refused, State.Status);
        Assert.Contains("target prompt is empty", State.Target.Refusal, StringComparison.Ordinal);
        Assert.NotNull(State.Map);
    }

    [Fact]
    public async Task APromptBeyondTheContext_SaysByHowMuch()
    {
        await LoadAsync("?source=" + string.Join('+', Enumerable.Repeat("word", 43)) + "&target=t");

        await State.RunNowAsync();

        Assert.Empty(Service.Runs);
        Assert.Contains("43 tokens", State.Source.Refusal, StringComparison.Ordinal);
        Assert.Contains("by 3", State.Source.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Estimate_CountsEachAnswerOfSeveralTokens_AsAMapOfItsOwn()
    {
        await LoadedAsync("?source=a+b&target=c+d");
        await RanAsync(State.SetAnswersAsync([" word", " two words", " three more words"]));
        Assert.NotNull(State.Estimate);
        Assert.Equal(3 * 9, Service.Estimates[^1].Cells);
        await RanAsync(State.SetAnswersAsync([" word"]));
        Assert.NotNull(State.Estimate);
        Assert.Equal(9, Service.Estimates[^1].Cells);

        async Task RanAsync(Task run)
        {
            Service.Last.Finish();
            await FinishAsync(run);
        }
    }

    [Theory]
    [InlineData("source.position")]
    [InlineData("target.prompt")]
    [InlineData("readout")]
    [InlineData(null)]
    public async Task ARefusal_IsShownBesideWhatItConcerns(string? field)
    {
        await LoadAsync("");
        Service.Refusal = new RequestRefusedException(RefusalReason.Invalid, field, "these words");

        await State.RunNowAsync();

        Assert.Equal(RunStatus.Refused, State.Status);
        Assert.Equal("these words", field switch
        {
            "source.position" => State.Source.Refusal,
            "target.prompt" => State.Target.Refusal,
            "readout" => State.ReadoutRefusal,
            _ => State.RunMessage,
        });
    }

    [Fact]
    public async Task WhatAnAddressHasUsedUp_IsRunByItself_WhenItIsBack()
    {
        await LoadAsync("");
        Service.Refusal = UsedUpFor(2);
        await State.RunNowAsync();
        Assert.Equal((RunStatus.Refused, "ask again in 2 s"), (State.Status, State.RunMessage));

        Service.Refusal = UsedUpFor(1);
        Time.Advance(TimeSpan.FromSeconds(2));
        await Time.UntilAsync(() => State.RunMessage == "ask again in 1 s");
        Assert.Empty(Service.Runs);
        Time.Advance(TimeSpan.FromSeconds(1));
        await Time.UntilAsync(() => Service.Runs.Count == 1);

        Assert.NotEqual(RunStatus.Refused, State.Status);
        Assert.Null(State.RunMessage);
    }

    [Fact]
    public async Task ANewerRun_TakesThePlaceOfOneThatWaitsForTheLimit_AndALongWaitIsNotWaitedFor()
    {
        await LoadAsync("");
        Service.Refusal = UsedUpFor(600);
        await State.RunNowAsync();
        Time.Advance(TimeSpan.FromSeconds(601));
        Assert.Empty(Service.Runs);
        Service.Refusal = UsedUpFor(2);
        await State.RunNowAsync();
        var run = State.RunNowAsync();
        Service.Last.Finish();
        await FinishAsync(run);

        Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Single(Service.Runs);
        Assert.Equal(RunStatus.Done, State.Status);
    }

    [Fact]
    public async Task WhatIsBeingTyped_IsNotRunHalf_WhenTheLimitIsBack()
    {
        await LoadAsync("");
        Service.Refusal = UsedUpFor(2);
        await State.RunNowAsync();
        Time.Advance(TimeSpan.FromSeconds(1.9));
        var typing = State.EditAsync(PromptRole.Source, "half");

        Time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Empty(Service.Runs);
        await UntilAsync(() => Service.Runs.Count == 1);

        Assert.Equal("half", Service.Last.Request.Source.Prompt);
        Service.Last.Finish();
        await FinishAsync(typing);
    }

    private static RequestRefusedException UsedUpFor(int seconds) => new(RefusalReason.OverLimit, null, $"ask again in {seconds} s") { RetryAfter = TimeSpan.FromSeconds(seconds) };

    [Theory]
    [InlineData("", 3)]
    [InlineData("&readout=patched", 1)]
    [InlineData("&readout=2", 2)]
    [InlineData("&readout=-1", 3)]
    [InlineData("&readout=0", 1)]
    public async Task Estimate_CountsTheTokensFromThePatchedOneToTheReadout(string readout, int tokens)
    {
        await LoadAsync("?source=a&target=b+c+d+e&targetToken=1" + readout);

        Assert.Equal(TimeSpan.FromSeconds(tokens), State.Estimate);
    }

    [Fact]
    public async Task Left_FollowsTheRunsOwnPace_OnceAQuarterOfTheWorkIsDone()
    {
        await LoadAsync("?source=a&target=b+c+d+e&targetToken=0");
        var run = State.RunNowAsync();
        Service.Last.Start();
        await UntilAsync(() => State.Status is RunStatus.Running);

        // The last of three target layers has one of six parts of the work, the next one two.
        Service.Last.Column(2);
        await UntilAsync(() => State.Map!.Done == 3);
        Assert.Equal(1 / 6.0, State.Map!.ShareOfWork, 6);
        Assert.InRange(State.Left!.Value, State.Elapsed * 5, State.Estimate!.Value);
        Service.Last.Column(1);
        await UntilAsync(() => State.Map.Done == 6);
        Assert.Equal(State.Elapsed, State.Left);

        Service.Last.Column(0);
        Service.Last.End(new SweepDone(1));
        await FinishAsync(run);
    }

    [Fact]
    public async Task TheRefusalOfAnOlderText_IsPassedOver()
    {
        await LoadedAsync();
        var old = new TaskCompletionSource();
        Service.Tokenizing = text => text == "old" ? old.Task : Task.CompletedTask;
        var first = State.EditAsync(PromptRole.Source, "old");
        var second = State.EditAsync(PromptRole.Source, "new one");

        old.SetException(new RequestRefusedException(RefusalReason.Invalid, "text", "Too old."));
        await first;

        Assert.Null(State.Source.Refusal);
        Time.Advance(ExplorerState.Pause);
        await UntilAsync(() => Service.Runs.Count == 2);
        Service.Last.Finish();
        await FinishAsync(second);
    }
}
