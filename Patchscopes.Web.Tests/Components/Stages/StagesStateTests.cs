using Microsoft.Extensions.Time.Testing;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Stages;
using Xunit;

namespace Patchscopes.Web.Tests.Components.Stages;

public sealed class StagesStateTests : IDisposable
{
    private readonly TestPatchscopeService _service = new();
    private readonly TestStageService _stages = new();
    private readonly FakeTimeProvider _time = new();
    private readonly StagesState _state;
    private readonly List<bool> _views = [];

    public StagesStateTests() => _state = new StagesState(_service, _stages, _time) { ViewChanged = _views.Add };

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task FirstVisit_TracesTheFirstTaskAndItsTwin_AndTheHeadStandsWhereTheFunctionIsApplied()
    {
        await DoneAsync("");

        Assert.Equal(StageTasks.All[0], _state.ActiveTask);
        Assert.Equal(2, _stages.Traces.Count);
        Assert.Equal(StageTasks.All[0].Question.Prompt, _stages.Traces[0].Request.Prompt);
        Assert.Equal(ExtractiveTwin.Of(StageTasks.All[0].Question.Prompt, "Warsaw"), _stages.Traces[1].Request.Prompt);
        Assert.Equal(("Poland", "Warsaw"), (_stages.Traces[1].Request.Argument, _stages.Traces[1].Request.Answer));
        Assert.Equal(RunStatus.Done, _state.Status);
        Assert.Equal(1, _state.Head);
        Assert.Equal(0.5, _state.Seconds);
        Assert.Null(_state.View().Block);
    }

    [Fact]
    public async Task AQuestionWithoutWords_TakesTheTwinsFromWhatWasFoundAndSaid()
    {
        await LoadAsync("?prompt=Poland+capital");
        var run = _state.RunNowAsync();
        _stages.Last.Finish(" Poland", " Warsaw", " Warsaw");
        await UntilAsync(() => _stages.Traces.Count == 2);

        Assert.Null(_stages.Traces[0].Request.Argument);
        Assert.Equal(("Poland", "Warsaw"), (_stages.Last.Request.Argument, _stages.Last.Request.Answer));
        Assert.Contains("Warsaw", _stages.Last.Request.Prompt, StringComparison.Ordinal);
        _stages.Last.Finish(" Warsaw");
        await FinishAsync(run);
    }

    [Fact]
    public async Task AWordThatBeginsWithoutASpace_IsNotTheTwinsAnswer_ForItsBeginningWouldBeAnotherToken()
    {
        await LoadAsync("?prompt=Poland+capital");
        var run = _state.RunNowAsync();
        _stages.Last.FinishWith("Warszawa", " Poland", "Wars", "Wars");
        await UntilAsync(() => _stages.Traces.Count == 2);

        Assert.Null(_stages.Last.Request.Answer);
        Assert.Contains("Poland capitalWarszawa\n", _stages.Last.Request.Prompt, StringComparison.Ordinal);
        _stages.Last.Finish(" Warsaw");
        await FinishAsync(run);
        var proving = _state.ProveAsync(StageProof.Remove(LaneKey.Question, 1, 1));
        Assert.Equal((null, null), (_stages.Last.Request.Argument, _stages.Last.Request.Answer));
        _stages.Last.Finish(" Poland", " Poland", " Poland");
        await FinishAsync(proving);
    }

    [Fact]
    public async Task AWordOfOneTokenWithoutASpace_IsTheTwinsAnswer()
    {
        await LoadAsync("?prompt=Poland+capital&chat=1");
        var run = _state.RunNowAsync();
        _stages.Last.Finish(" Poland", "Warsaw", "Warsaw");
        await UntilAsync(() => _stages.Traces.Count == 2);

        Assert.Equal("Warsaw", _stages.Last.Request.Answer);
        Assert.Contains("Poland capital Warsaw\n", _stages.Last.Request.Prompt, StringComparison.Ordinal);
        _stages.Last.Finish(" Warsaw");
        await FinishAsync(run);
    }

    [Fact]
    public async Task AProofAskedForBeforeTheTwinIsThere_IsRunOnce()
    {
        await LoadAsync("");
        var run = _state.RunNowAsync();
        _stages.Last.Finish(" Poland", " Warsaw", " Warsaw");
        await UntilAsync(() => _stages.Traces.Count == 2);
        var twin = _stages.Last;
        var proving = _state.ProveAsync(StageProof.Remove(LaneKey.Question, 1, 1));
        _stages.Last.Finish(" Poland", " Poland", " Poland");
        await FinishAsync(proving);
        twin.Finish(" :", " Warsaw");
        await FinishAsync(run);

        Assert.Equal(3, _stages.Traces.Count);
        Assert.False(_state.Without!.IsStale);
    }

    [Fact]
    public async Task TheTwin_StatesTheWholeWordThatTheModelBegins()
    {
        await LoadAsync("?prompt=Somalia+capital");
        var run = _state.RunNowAsync();
        _stages.Last.FinishWith(" Mogadishu", " Somalia", " Mog", " Mog");
        await UntilAsync(() => _stages.Traces.Count == 2);

        Assert.Equal("Somalia capital Mogadishu\nSomalia capital", _stages.Last.Request.Prompt);
        Assert.Equal("Mogadishu", _stages.Last.Request.Answer);
        _stages.Last.Finish(" Mog");
        await FinishAsync(run);
    }

    [Fact]
    public async Task TheTwin_IsTracedAtTheSameToken_CountedFromTheEnd()
    {
        await LoadAsync("?prompt=one+two+three+four&position=1");
        var run = _state.RunNowAsync();
        _stages.Last.Finish(" Poland", " Warsaw", " Warsaw");
        await UntilAsync(() => _stages.Traces.Count == 2);

        Assert.Equal(1, _stages.Traces[0].Request.Position);
        Assert.Equal(-3, _stages.Last.Request.Position);
        _stages.Last.Finish(" Warsaw");
        await FinishAsync(run);
    }

    [Fact]
    public async Task Edit_LeavesTheRun_AndTracesAnewWhenTypingPauses()
    {
        await DoneAsync("");
        var first = _state.EditAsync("one two");
        Assert.Equal(["one", " two"], _state.Question.Tokens.Select(token => token.Text));
        Assert.True(_state.Lane(LaneKey.Question)!.IsStale);
        Assert.Null(_state.ActiveTask);
        _time.Advance(TimeSpan.FromMilliseconds(399));
        var second = _state.EditAsync("one two three");
        await first;
        _time.Advance(TimeSpan.FromMilliseconds(399));
        Assert.Equal(2, _stages.Traces.Count);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        await UntilAsync(() => _stages.Traces.Count == 3);
        Assert.Equal("one two three", _stages.Last.Request.Prompt);
        Assert.Null(_stages.Last.Request.Argument);
        await AnswerAsync(second);
        Assert.False(_state.Lane(LaneKey.Question)!.IsStale);
    }

    [Fact]
    public async Task TheNewestRequestWins()
    {
        await LoadAsync("");
        var first = _state.RunNowAsync();
        _stages.Last.Start();
        var second = _state.ReadWithAsync(LensKind.TokenIdentity);
        await first;

        Assert.True(_stages.Traces[0].IsLeft);
        Assert.Equal(LensKind.TokenIdentity, _stages.Last.Request.Decoder);
        await AnswerAsync(second);
        Assert.Equal(LensKind.TokenIdentity, _state.Lane(LaneKey.Twin)!.Request.Decoder);
    }

    [Fact]
    public async Task Cancel_KeepsWhatCame()
    {
        await LoadAsync("");
        var run = _state.RunNowAsync();
        _stages.Last.Finish(" Poland", " Warsaw", " Warsaw");
        await UntilAsync(() => _stages.Traces.Count == 2);
        _state.Cancel();
        await run;

        Assert.True(_stages.Last.IsLeft);
        Assert.Equal(RunStatus.Cancelled, _state.Status);
        Assert.Equal(3, _state.Lane(LaneKey.Question)!.Blocks.Count);
    }

    [Fact]
    public async Task Prove_RunsTheLaneWithoutIt_AndTakeBackForgetsIt()
    {
        await DoneAsync("");
        var proving = _state.ProveAsync(StageProof.Remove(LaneKey.Question, 1, 1));
        var intervention = Assert.Single(_stages.Last.Request.Interventions);
        Assert.True(_stages.Last.IsChanged);
        Assert.Equal((InterventionKind.Zero, PatchSite.FeedForwardWrite), (intervention.Kind, intervention.Site));
        Assert.Equal([1], intervention.Layers!);
        Assert.True(_state.IsProving);
        _stages.Last.Finish(" Poland", " Poland", " Poland");
        await FinishAsync(proving);

        Assert.True(_state.Without!.Outcome!.SaysArgument);
        Assert.False(_state.IsProving);
        Assert.Contains("without=mlp.1", StageUrl.Write(_state.View()), StringComparison.Ordinal);
        _state.TakeBack();
        Assert.Null(_state.Without);
        Assert.DoesNotContain("without", StageUrl.Write(_state.View()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prove_WhatIsRefusedOrBreaks_SaysSo_AndTheTracesStay()
    {
        await DoneAsync("");
        _stages.Refusal = new RequestRefusedException(RefusalReason.Busy, null, "All places are taken.");
        await _state.ProveAsync(StageProof.Cut(LaneKey.Question, 0));
        Assert.Equal("All places are taken.", _state.ProofMessage);

        var proving = _state.ProveAsync(StageProof.Cut(LaneKey.Question, 0));
        _stages.Last.End(new StageFailed("It broke."));
        await FinishAsync(proving);
        Assert.Equal("It broke.", _state.ProofMessage);
        Assert.Equal(RunStatus.Done, _state.Status);
    }

    [Fact]
    public async Task Prove_WhatCannotRun_IsNamedAsThePageCallsIt_AndIsNoPartOfTheView()
    {
        await DoneAsync("");
        _state.EditPut(StageProof.Remove(LaneKey.Question, 1, 1) with { Put = new StagePut(1, null, "one two", false) });
        _stages.Refusal = new RequestRefusedException(RefusalReason.Invalid, "prompt", "prompt has 401 tokens.");
        await _state.PutAsync();

        Assert.Equal("The other prompt has 401 tokens.", _state.ProofMessage);
        Assert.Null(_state.Proof);
        Assert.NotNull(_state.Draft);
        Assert.DoesNotContain("without", StageUrl.Write(_state.View()), StringComparison.Ordinal);
        _state.EditPut(_state.Draft!);
        Assert.Null(_state.ProofMessage);
    }

    [Fact]
    public async Task Put_OnNothing_TakesTheOldResultAway()
    {
        await DoneAsync("");
        var put = StageProof.Remove(LaneKey.Question, 1, 1) with { Put = new StagePut(1, null, "one two", false) };
        var proving = _state.ProveAsync(put);
        _stages.Last.Finish(" Poland", " Poland", " Poland");
        await FinishAsync(proving);
        _state.EditPut(put with { Put = put.Put! with { Onto = "" } });
        await _state.PutAsync();

        Assert.Contains("is empty", _state.ProofMessage, StringComparison.Ordinal);
        Assert.Equal((null, null), (_state.Proof, _state.Without));
    }

    [Fact]
    public async Task ALinkThatCutsAttentionToATokenThatIsNotThere_NamesTheField()
    {
        await DoneAsync("?prompt=Poland+capital&without=attention.99");

        var problem = Assert.Single(_state.Problems);
        Assert.Equal("without", problem.Field);
        Assert.Contains("token 99", problem.Message, StringComparison.Ordinal);
        Assert.Equal((null, 2), (_state.Proof, _stages.Traces.Count));
    }

    [Fact]
    public async Task TheChatSwitch_IsPartOfEveryRequestAndOfTheLink_AndATaskTurnsItOff()
    {
        await DoneAsync("?prompt=Poland+capital&chat=1&without=mlp.1", proofs: 1);
        Assert.All(_stages.Traces, trace => Assert.True(trace.Request.Chat));
        Assert.Equal("<user>", _state.Question.Tokens[0].Text);
        Assert.Null(_state.ActiveTask);
        Assert.Contains("chat=1", StageUrl.Write(_state.View()), StringComparison.Ordinal);

        var run = _state.SetChatAsync(false);
        Assert.False(_stages.Last.Request.Chat);
        await AnswerAsync(run);
        await AnswerAsync(_state.ApplyAsync(StageTasks.All[1]));
        await AnswerAsync(_state.SetChatAsync(true));
        Assert.Null(_state.ActiveTask);
        await AnswerAsync(_state.ApplyAsync(StageTasks.All[1]));
        Assert.False(_stages.Last.Request.Chat);
    }

    [Fact]
    public async Task ALinksPositionThatIsNotThere_IsNamed_AndTheLastTokenIsTraced()
    {
        await DoneAsync("?position=50");

        Assert.Equal("position", Assert.Single(_state.Problems).Field);
        Assert.Equal(-1, _stages.Traces[0].Request.Position);
        Assert.Null(_state.Question.PositionNotice);
    }

    [Fact]
    public async Task ALinkWithAnIntervention_RunsItAfterBothTraces()
    {
        await LoadAsync("?block=0&without=twin.mlp.0-1");
        var run = _state.RunNowAsync();
        await AnswerAsync(run, proofs: 1);

        Assert.Equal(0, _state.Head);
        Assert.True(_stages.Last.IsChanged);
        Assert.Equal(_stages.Traces[1].Request.Prompt, _stages.Last.Request.Prompt);
        Assert.Equal([0, 1], _stages.Last.Request.Interventions[0].Layers!);
    }

    [Fact]
    public async Task ALinkBeyondTheModel_NamesTheField_AndKeepsTheRest()
    {
        await DoneAsync("?task=opposite-of-hot&block=9&without=mlp.7");

        Assert.Equal(["block", "without"], _state.Problems.Select(problem => problem.Field));
        Assert.Equal("opposite-of-hot", _state.ActiveTask?.Key);
        Assert.Null(_state.Proof);
    }

    [Fact]
    public async Task ARefusedPrompt_IsSaidBesideTheQuestion_ARefusedTwinByItself()
    {
        await LoadAsync("");
        _stages.Refusal = new RequestRefusedException(RefusalReason.Invalid, "prompt", "prompt is too long.");
        await _state.RunNowAsync();
        Assert.Equal("The question is too long.", _state.Question.Refusal);
        Assert.Equal(RunStatus.Refused, _state.Status);

        var run = _state.ApplyAsync(StageTasks.All[1]);
        _stages.Refusal = new RequestRefusedException(RefusalReason.Invalid, "prompt", "prompt is too long.");
        _stages.Last.Finish(" Poland", " Warsaw", " Warsaw");
        await FinishAsync(run);
        Assert.Equal("The extractive twin was not traced. It is too long.", _state.RunMessage);
        Assert.Null(_state.Question.Refusal);
    }

    [Fact]
    public async Task MoveTo_WritesTheAddressOnlyAtRest()
    {
        await DoneAsync("");
        _views.Clear();
        _state.MoveTo(0, isPlaying: true);
        Assert.Empty(_views);
        _state.MoveTo(2, isPlaying: false);

        Assert.Equal([false], _views);
        Assert.Equal((2, 2), (_state.Head, _state.View().Block));
    }

    [Fact]
    public async Task PatchIn_SweepsEverySourceLayerIntoTheLastBlockButOne()
    {
        await DoneAsync("");
        var patching = _state.PatchInAsync(LaneKey.Twin);
        Assert.Equal(_stages.Traces[1].Request.Prompt, _service.Last.Request.Target.Prompt);
        Assert.Equal(_service.Last.Request.Source, _service.Last.Request.Target);
        Assert.Equal(TestPatchscopeService.Blocks - 2, Assert.Single(_service.Last.Request.TargetLayers!).Index);
        _service.Last.Start();
        _service.Last.Column(TestPatchscopeService.Blocks - 2, " Warsaw");
        _service.Last.End(new SweepDone(0.1));
        await FinishAsync(patching);

        Assert.All(_state.Lane(LaneKey.Twin)!.Patched!, cell => Assert.Equal(" Warsaw", cell!.Top[0].Text));
    }

    [Fact]
    public async Task ArgumentPosition_IsTheLastOneBeforeTheTracedToken()
    {
        await DoneAsync("?prompt=Poland+or+Poland+is&argument=Poland&answer=Warsaw");

        Assert.Equal(2, _state.ArgumentPosition(LaneKey.Question));
    }

    [Fact]
    public async Task Dispose_LeavesTheRun()
    {
        await LoadAsync("");
        var run = _state.RunNowAsync();
        _stages.Last.Start();
        _state.Dispose();
        await run;

        Assert.True(_stages.Last.IsLeft);
    }

    private Task LoadAsync(string query) => _state.LoadAsync(StageUrl.Read(query, "atlas"), TestContext.Current.CancellationToken);

    private async Task DoneAsync(string query, int proofs = 0)
    {
        await LoadAsync(query);
        await AnswerAsync(_state.RunNowAsync(), proofs);
    }

    private async Task AnswerAsync(Task run, int proofs = 0)
    {
        var first = _stages.Traces.Count;
        _stages.Last.Finish(" Poland", " " + (_stages.Last.Request.Answer ?? "Warsaw"), " " + (_stages.Last.Request.Answer ?? "Warsaw"));
        for (var more = 1; more <= 1 + proofs; more++)
        {
            await UntilAsync(() => _stages.Traces.Count == first + more);
            _stages.Last.Finish(" :", " " + (_stages.Last.Request.Answer ?? "Warsaw"), " " + (_stages.Last.Request.Answer ?? "Warsaw"));
        }
        await FinishAsync(run);
    }

    private Task FinishAsync(Task run) => _time.FinishAsync(run);

    private Task UntilAsync(Func<bool> condition) => _time.UntilAsync(condition);
}
