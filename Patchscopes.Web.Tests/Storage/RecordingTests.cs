using Patchscopes.Model.Architecture;
using Patchscopes.Web.Exports;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Stages;
using Patchscopes.Web.Storage.Recording;
using Patchscopes.Web.Storage.Saved;
using Patchscopes.Web.Tests.Api;
using Xunit;

namespace Patchscopes.Web.Tests.Storage;

/// <summary>What a page on the embedded model showed is what its saved run shows, without the model.</summary>
public sealed class RecordingTests(EngineHost engine) : IClassFixture<EngineHost>
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("?source=The+capital+of+Poland+is&target=cat-%3Ecat%3B+135-%3E135%3B+hello-%3Ehello%3B+%3F-%3E&cell=8-2")]
    [InlineData("?source=The+capital+of+Poland+is&target=x+x+x&targetToken=0&alsoPatched=1%2C2&sourceLayers=emb%2C0%2C3&newTokens=3&writes=diagonal&answers=%5B%22+Warsaw%22%5D&view=probability&answer=0")]
    [InlineData("?sourceModel=atlas-small&mapping=affine&fitAt=last-token&source=The+capital+of+Japan+is&target=%3F")]
    public async Task AMap_IsReplayedWithTheSameNumbers(string query)
    {
        var recorder = Recorder();
        using var live = new ExplorerState(recorder, TimeProvider.System);
        await RunAsync(live, query);
        if (live.Opened is null)
            await live.OpenAsync(new CellAddress(live.Map!.Rows[^1], new Layer(0)));
        await live.SettleAsync(Token);

        var saved = Reread(RunKeeping.Of(live.View(), recorder, Now));
        using var shown = new ExplorerState(new RecordedRun(saved), TimeProvider.System) { IsReadOnly = true };
        await RunAsync(shown, saved.View);

        Assert.Empty(shown.Problems);
        Assert.Equal(RunStatus.Done, shown.Status);
        Assert.Null(shown.RunMessage);
        Assert.True(shown.Map!.IsWhole);
        foreach (var cell in shown.Map.Rows.SelectMany(_ => shown.Map.Columns, (source, target) => new CellAddress(source, target)))
        {
            Assert.Equal(live.Map!.At(cell)!.Top, shown.Map.At(cell)!.Top);
            Assert.Equal(live.Map.At(cell)!.Answers, shown.Map.At(cell)!.Answers);
            Assert.Equal(live.Map.At(cell)!.Entropy, shown.Map.At(cell)!.Entropy);
            Assert.Equal(live.Map.TextAt(cell)?.Tokens, shown.Map.TextAt(cell)?.Tokens);
        }
        Assert.Equal(live.Opened, shown.Opened);
        Assert.Equal(live.Detail!.Top, shown.Detail!.Top);
        Assert.Equal(live.Detail.Patched, shown.Detail.Patched);
        Assert.Equal(live.Detail.Controls.SelectMany(control => control.Top), shown.Detail.Controls.SelectMany(control => control.Top));
        Assert.Equal(live.SourceAnswer, shown.SourceAnswer);
        Assert.Equal(live.SourceAnswer, SavedMap.Open(saved).SourceAnswer);
        Assert.Equal(live.Source.Tokens, shown.Source.Tokens);
        Assert.Equal(live.Map!.Fitted?.Pairs, shown.Map.Fitted?.Pairs);
    }

    [Fact]
    public async Task WhatWasNotKept_IsRefusedInWords()
    {
        var recorder = Recorder();
        using var live = new ExplorerState(recorder, TimeProvider.System);
        await RunAsync(live, "?source=The+capital+of+Poland+is&target=%3F&cell=3-3");
        await live.SettleAsync(Token);
        using var shown = new ExplorerState(new RecordedRun(Reread(RunKeeping.Of(live.View(), recorder, Now))), TimeProvider.System) { IsReadOnly = true };
        await RunAsync(shown, live.View() is var view ? ExplorerUrl.Write(view) : "");

        await shown.OpenAsync(new CellAddress(new Layer(0), new Layer(0)));

        Assert.Null(shown.Detail);
        Assert.Contains("Fork it", shown.CellMessage, StringComparison.Ordinal);
        Assert.False(shown.Holds(State.Views.MapView.Probability));
        Assert.True(shown.Holds(State.Views.MapView.Entropy));
    }

    [Fact]
    public async Task ARunThatWasLeft_IsKeptAsFarAsItCame()
    {
        var recorder = Recorder();
        var request = new SweepRequest { Model = "atlas", Source = new PromptPosition("The capital of Poland is", -1), Target = new PromptPosition("?", -1) };
        await recorder.DescribeAsync("atlas", Token);
        using var leaving = new CancellationTokenSource();
        var run = await recorder.StartSweepAsync(request, null, leaving.Token);
        await foreach (var line in run.Events)
        {
            if (line is SweepCells)
                break;
        }

        var saved = RunKeeping.Of(new ExplorerView(request, null), recorder, Now);

        Assert.IsType<SweepCancelled>(saved.Sweeps[0].Events[^1]);
        Assert.Single(saved.Sweeps[0].Events.OfType<SweepCells>());
    }

    [Fact]
    public void NothingRun_IsNothingToKeep() =>
        Assert.Contains("nothing to keep", Assert.Throws<RequestRefusedException>(() => RunKeeping.Of(new ExplorerView(ExplorerState.Defaults("atlas"), null), Recorder(), Now)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Traces_AreReplayedWithTheSameNumbers()
    {
        var recorder = Recorder();
        using var live = new StagesState(recorder, recorder, TimeProvider.System);
        await live.LoadAsync(StageUrl.Read("?task=capital-of-poland&without=mlp.8", "atlas"), Token);
        await live.RunNowAsync();
        var lanes = new[] { live.Lane(LaneKey.Question), live.Lane(LaneKey.Twin), live.Without }.OfType<StageLane>().ToList();

        var saved = Reread(RunKeeping.Of(live.View(), lanes.Select(lane => lane.Request), recorder, Now));
        var recorded = new RecordedRun(saved);
        using var shown = new StagesState(recorded, recorded, TimeProvider.System) { IsReadOnly = true };
        await shown.LoadAsync(StageUrl.Read(saved.View, "atlas"), Token);
        await shown.RunNowAsync();

        Assert.Null(shown.RunMessage);
        Assert.Equal(lanes.Count, saved.Traces.Count);
        Assert.Equal(Numbers(live.Lane(LaneKey.Question)), Numbers(shown.Lane(LaneKey.Question)));
        Assert.Equal(Numbers(live.Lane(LaneKey.Twin)), Numbers(shown.Lane(LaneKey.Twin)));
        Assert.Equal(Numbers(live.Without), Numbers(shown.Without));
        Assert.Equal(live.Lane(LaneKey.Question)!.Verdict!.ApplicationLayer, shown.Lane(LaneKey.Question)!.Verdict!.ApplicationLayer);
        Assert.Equal(live.Head, shown.Head);
    }

    private RunRecorder Recorder() => new(engine.Host.Service, (IStageService)engine.Host.Services.GetService(typeof(IStageService))!);

    private static async Task RunAsync(ExplorerState state, string query)
    {
        await state.LoadAsync(ExplorerUrl.Read(query, ExplorerState.Defaults("atlas")), Token);
        await state.RunNowAsync();
    }

    /// <summary>Through its file, whose every part the import looks at.</summary>
    private static SavedRun Reread(SavedRun run) => RunImport.Read(new MemoryStream(SavedJson.Write(run)), int.MaxValue);

    private static List<(int Layer, int Token, float Probability, double Rank)> Numbers(StageLane? lane) =>
        [.. lane!.Blocks.Select(block => (block.Layer, block.AfterMlp.Top[0].Id, block.AfterMlp.Top[0].Probability, block.AfterMlp.Answer.ReciprocalRank))];
}
