using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Components.Controls.Stages;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State.Stages;
using Xunit;

namespace Patchscopes.Web.Tests.Components.Stages;

public sealed class DatasetStateTests : IDisposable
{
    private readonly TestStageService _stages = new();
    private readonly FakeTimeProvider _time = new();
    private readonly DatasetState _state;
    private int _drawings;

    public DatasetStateTests() => _state = new DatasetState(_stages, _time) { Changed = () => _drawings++ };

    public void Dispose() => _state.Dispose();

    private TestStream<DatasetRequest, DatasetEvent> Last => _stages.Datasets[^1];

    [Fact]
    public void FirstVisit_OffersTheRelations_AndAsksNothing()
    {
        Assert.Equal(("capital", DatasetWork.None, ""), (_state.Relation, _state.Work, DatasetWords.Progress(_state)));
        Assert.Empty(_stages.Datasets);
    }

    [Fact]
    public async Task Run_AsksForEveryFormAndTheRemovals_UnlessTheyAreLeftOut()
    {
        var run = _state.RunAsync("atlas", LensKind.TokenIdentity);
        Assert.Equal(("atlas", "capital", LensKind.TokenIdentity, true), (Last.Request.Model, Last.Request.Relation, Last.Request.Decoder, Last.Request.Removals));
        Assert.Equal([QuestionForm.Question, QuestionForm.TrueTwin, QuestionForm.FalseTwin], Last.Request.Forms);

        (_state.WithTwins, _state.WithRemovals) = (false, false);
        _state.Take("my.csv", [new DatasetRow("q", "a", "b")]);
        _ = _state.RunAsync("atlas", LensKind.LogitLens);
        await run;
        Assert.Equal([QuestionForm.Question], Last.Request.Forms);
        Assert.Equal((null, 1, false), (Last.Request.Relation, Last.Request.Rows?.Count, Last.Request.Removals));
    }

    [Fact]
    public void Run_OfRowsWithOneAnswer_LeavesOutTheFalseTwins_AndSaysSo()
    {
        _state.Take("my.csv", [new DatasetRow("q", "a", "b"), new DatasetRow("r", "c", "b")]);
        _ = _state.RunAsync("atlas", LensKind.LogitLens);
        Assert.Equal([QuestionForm.Question, QuestionForm.TrueTwin], Last.Request.Forms);
        Assert.Contains("same answer", _state.Notice, StringComparison.Ordinal);

        _state.WithTwins = false;
        _ = _state.RunAsync("atlas", LensKind.LogitLens);
        Assert.Null(_state.Notice);
        _state.WithTwins = true;
        _state.Take("my.csv", [new DatasetRow("q", "a", "b"), new DatasetRow("r", "c", "d")]);
        _ = _state.RunAsync("atlas", LensKind.LogitLens);
        Assert.Equal(3, Last.Request.Forms.Count);
    }

    [Fact]
    public async Task Refusal_OfARow_NamesItAsTheFileDoes()
    {
        _state.Take("my.csv", [new DatasetRow("q", "a", "b")]);
        _stages.Refusal = new RequestRefusedException(RefusalReason.Invalid, "rows[3].question", "rows[3].question has 300 tokens.");
        await _state.RunAsync("atlas", LensKind.LogitLens);

        Assert.Equal("The question of row 5 has 300 tokens.", _state.Message);
    }

    [Fact]
    public async Task Refusal_LeavesTheFiguresOfTheRunBefore()
    {
        var run = _state.RunAsync("atlas", LensKind.LogitLens);
        Last.Write(Started, Verdict(QuestionForm.Question, 0));
        Last.End(new DatasetDone(1));
        await FinishAsync(run);
        _stages.Refusal = new RequestRefusedException(RefusalReason.Busy, null, "All places are taken.");
        await _state.RunAsync("atlas", LensKind.LogitLens);

        Assert.Equal("All places are taken.", _state.Message);
        Assert.Single(_state.Verdicts);
        Assert.NotNull(_state.Started);
    }

    [Fact]
    public async Task Heading_NamesTheFileOfTheRun_NotTheOneChosenSince()
    {
        _state.Take("first.csv", [new DatasetRow("q", "a", "b")]);
        var run = _state.RunAsync("atlas", LensKind.LogitLens);
        Last.Write(Started with { Relation = null });
        Last.End(new DatasetDone(1));
        await FinishAsync(run);
        _state.Take("second.csv", [new DatasetRow("q", "a", "b")]);

        Assert.StartsWith("first.csv · ", DatasetWords.Progress(_state), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ShowsVerdictsAsTheyCome_AndEachFormsSummary()
    {
        var run = _state.RunAsync("atlas", LensKind.LogitLens);
        Last.Write(Started, Verdict(QuestionForm.Question, 0));
        await UntilAsync(() => _state.Verdicts.Count == 1);
        Assert.Equal(DatasetWork.Tracing, _state.Work);
        Assert.StartsWith("1 of 4 questions · ", DatasetWords.Progress(_state), StringComparison.Ordinal);
        Assert.Null(_state.Summary);

        Last.Write(Verdict(QuestionForm.Question, 1), Summary(QuestionForm.Question), Verdict(QuestionForm.TrueTwin, 0));
        await UntilAsync(() => _state.Verdicts.Count == 3);
        Assert.Equal(QuestionForm.Question, _state.Summary?.Form);
        Assert.Equal([0, 1], _state.Shown.Select(verdict => verdict.Row));
        _state.Show(QuestionForm.TrueTwin);
        Assert.Equal(QuestionForm.TrueTwin, Assert.Single(_state.Shown).Form);
        Assert.Null(_state.Summary);

        Last.Write(Verdict(QuestionForm.TrueTwin, 1), Summary(QuestionForm.TrueTwin));
        Last.End(new DatasetDone(1.5));
        await FinishAsync(run);
        Assert.Equal((DatasetWork.None, 2), (_state.Work, _state.Summaries.Count));
        Assert.Equal("capital · atlas · logit lens · 1.5 s", DatasetWords.Progress(_state));
        Assert.Equal(
            "1 of 2 questions are answered, 100.0 % of them are labelled abstractive: a function is applied to the argument, on average at block 8.0. "
            + "Without the MLP writes there 100.0 % of the answers change, and 0.0 % fall back to the argument. The true twins saturate 4.0 blocks earlier.",
            DatasetWords.Reading(_state.Summaries).Replace('\u00A0', ' '));
    }

    [Fact]
    public async Task Cancel_KeepsWhatCame_AndLeavesTheStream()
    {
        var run = _state.RunAsync("atlas", LensKind.LogitLens);
        Last.Write(Started, Verdict(QuestionForm.Question, 0));
        await UntilAsync(() => _state.Verdicts.Count == 1);
        _time.Advance(TimeSpan.FromSeconds(2));
        _state.Cancel();
        await run;

        Assert.True(Last.IsLeft);
        Assert.Equal((DatasetWork.None, true, 1), (_state.Work, _state.IsCancelled, _state.Verdicts.Count));
        var elapsed = _state.Elapsed;
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(elapsed, _state.Elapsed);
        Assert.StartsWith("cancelled after ", DatasetWords.Progress(_state), StringComparison.Ordinal);
        var drawings = _drawings;
        _state.Cancel();
        Assert.Equal(drawings, _drawings);
    }

    [Fact]
    public async Task ANewerRun_TakesThePlaceOfTheOlder_WhoseLinesAreNotTaken()
    {
        var first = _state.RunAsync("atlas", LensKind.LogitLens);
        Last.Write(Started, Verdict(QuestionForm.Question, 0));
        await UntilAsync(() => _state.Verdicts.Count == 1);
        _state.Choose("opposite");
        var second = _state.RunAsync("atlas", LensKind.LogitLens);
        Assert.Empty(_state.Verdicts);
        Assert.Null(_state.Started);
        _stages.Datasets[0].Write(Verdict(QuestionForm.Question, 1));
        await first;

        Assert.True(_stages.Datasets[0].IsLeft);
        Assert.Equal("opposite", Last.Request.Relation);
        Last.Write(Started, Verdict(QuestionForm.Question, 7));
        Last.End(new DatasetDone(1));
        await FinishAsync(second);
        Assert.Equal(7, Assert.Single(_state.Verdicts).Row);
        Assert.Equal(DatasetWork.None, _state.Work);
    }

    [Fact]
    public async Task WhatIsRefusedOrBreaks_IsSaid_AndTheNextRunForgetsIt()
    {
        _stages.Refusal = new RequestRefusedException(RefusalReason.Busy, null, "All places are taken.");
        await _state.RunAsync("atlas", LensKind.LogitLens);
        Assert.Equal(("All places are taken.", DatasetWork.None), (_state.Message, _state.Work));

        var run = _state.RunAsync("atlas", LensKind.LogitLens);
        Assert.Null(_state.Message);
        Last.Write(Started, Verdict(QuestionForm.Question, 0));
        Last.End(new DatasetFailed("It broke."));
        await FinishAsync(run);
        Assert.Equal(("It broke.", DatasetWork.None, 1), (_state.Message, _state.Work, _state.Verdicts.Count));
    }

    [Fact]
    public async Task AStreamThatTheServerStops_IsCancelled()
    {
        var run = _state.RunAsync("atlas", LensKind.LogitLens);
        Last.Write(Started);
        Last.End(new DatasetCancelled());
        await FinishAsync(run);

        Assert.Equal((true, DatasetWork.None), (_state.IsCancelled, _state.Work));
    }

    [Fact]
    public async Task AnotherModelOrDecoder_LeavesTheFigures_AndSaysWhoseTheyAre()
    {
        Assert.False(_state.IsOfAnother("other", LensKind.LogitLens));
        var run = _state.RunAsync("atlas", LensKind.LogitLens);
        Last.Write(Started, Verdict(QuestionForm.Question, 0));
        Last.End(new DatasetDone(1));
        await FinishAsync(run);

        Assert.False(_state.IsOfAnother("atlas", LensKind.LogitLens));
        Assert.True(_state.IsOfAnother("other", LensKind.LogitLens));
        Assert.True(_state.IsOfAnother("atlas", LensKind.TokenIdentity));
        Assert.Single(_state.Verdicts);
    }

    [Fact]
    public async Task Export_HasEveryFormsVerdictsAndSummaries()
    {
        var run = _state.RunAsync("atlas", LensKind.LogitLens);
        Last.Write(Started, Verdict(QuestionForm.Question, 0), Summary(QuestionForm.Question), Verdict(QuestionForm.TrueTwin, 0), Summary(QuestionForm.TrueTwin));
        Last.End(new DatasetDone(1));
        await FinishAsync(run);

        using var json = JsonDocument.Parse(DatasetFiles.ToJson(_state.Started!, _state.Verdicts, _state.Summaries));
        string[] forms = ["question", "true-twin"];
        foreach (var list in new[] { "verdicts", "summaries" })
            Assert.Equal(forms, json.RootElement.GetProperty(list).EnumerateArray().Select(one => one.GetProperty("form").GetString()));
        Assert.Equal("capital", json.RootElement.GetProperty("relation").GetString());
        Assert.False(json.RootElement.GetProperty("isWhole").GetBoolean());
        Assert.Equal(1, json.RootElement.GetProperty("summaries")[0].GetProperty("removals").GetProperty("cases").GetInt32());
        var rows = DatasetFiles.ToCsv(_state.Verdicts).Split('\n');
        Assert.StartsWith("question,0,", rows[1], StringComparison.Ordinal);
        Assert.StartsWith("true-twin,0,", rows[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ablation_ShowsStepsAsTheyCome_AndTakesThePlaceOfARun()
    {
        var tracing = _state.RunAsync("atlas", LensKind.LogitLens);
        var run = _state.AblateAsync("atlas");
        await tracing;
        Assert.True(Last.IsLeft);
        Assert.Equal(DatasetWork.Ablating, _state.Work);
        _stages.Ablations[^1].Write(new AblationStarted("atlas", "capital", 40, 12, 7), new AblationStepped(12, new AnswerCount(40, 40), new AnswerCount(39, 40)));
        await UntilAsync(() => _state.Steps.Count == 1);
        Assert.StartsWith("1 of 7 steps · ", DatasetWords.Progress(_state), StringComparison.Ordinal);
        _stages.Ablations[^1].End(new AblationDone(2));
        await FinishAsync(run);

        Assert.Equal((DatasetWork.None, TimeSpan.FromSeconds(2)), (_state.Work, _state.Elapsed));
    }

    [Fact]
    public async Task Dispose_LeavesTheRun()
    {
        var run = _state.RunAsync("atlas", LensKind.LogitLens);
        _state.Dispose();
        await run;

        Assert.True(Last.IsLeft);
    }

    internal static DatasetStarted Started { get; } = new("atlas", "capital", 4, 12, LensKind.LogitLens, [QuestionForm.Question, QuestionForm.TrueTwin]);

    internal static DatasetVerdict Verdict(QuestionForm form, int row) => new(
        form, row, $"Question {row}:", "Poland", "Warsaw", true, StageLabel.Abstractive, new BlockRange(3, 7), 8, StageAttribution.FeedForward, 8, 0.9,
        CrossingStrength.Clear, new TokenReading(5, " Warsaw", 0.9f), [], null);

    internal static DatasetSummed Summary(QuestionForm form)
    {
        var labels = Enum.GetValues<StageLabel>().ToDictionary(label => label, label => label is StageLabel.Abstractive ? 1 : 0);
        var (numbers, counts) = (new double[12], new int[12]);
        return new DatasetSummed(
            form, 2, 1, labels, labels, numbers, numbers, counts, counts, 3, 8, form is QuestionForm.Question ? 8 : 4, 0.9,
            form is QuestionForm.Question ? null : 4, form is QuestionForm.Question ? new RemovalSummary(1, [1, 0, 0], 0) : null);
    }

    private Task FinishAsync(Task run) => _time.FinishAsync(run);

    private Task UntilAsync(Func<bool> condition) => _time.UntilAsync(condition);
}
