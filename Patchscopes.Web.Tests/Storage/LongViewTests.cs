using Patchscopes.Model.Architecture;
using Patchscopes.Web.Exports;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Stages;
using Patchscopes.Web.Storage.Recording;
using Patchscopes.Web.Storage.Saved;
using Xunit;

namespace Patchscopes.Web.Tests.Storage;

/// <summary>What a run was asked with may be longer than its view: it is kept, exported and imported all the same.</summary>
public sealed class LongViewTests
{
    /// <summary>Six characters each in a query string.</summary>
    private static readonly string Long = new('é', 100_000);

    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AMapOfLongTexts_KeepsHowItWasShown(bool inPrompt)
    {
        var kept = SavedRuns.FullMap();
        var request = inPrompt
            ? kept.Sweeps[0].Request with { Source = new PromptPosition(Long, -1) }
            : kept.Sweeps[0].Request with { Mapping = kept.Sweeps[0].Request.Mapping with { Texts = Long } };
        var recorder = Recorder(kept with { Sweeps = [kept.Sweeps[0] with { Request = request }] });
        await recorder.DescribeAsync("tiny", Token);
        await foreach (var _ in (await recorder.StartSweepAsync(request, null, Token)).Events)
        {
            // To its end, as a page does.
        }
        var cell = new CellAddress(new Layer(1), new Layer(0));

        var saved = RunKeeping.Of(new ExplorerView(request, cell) { Pins = [cell] }, recorder, Now);
        var opened = SavedMap.Open(Imported(saved));

        Assert.Equal(cell, opened.View.Cell);
        Assert.Equal([cell], opened.View.Pins);
        Assert.Equal(request.Source.Prompt, opened.Map.Request.Source.Prompt);
        Assert.Equal(request.Mapping.Texts, opened.Map.Request.Mapping.Texts);
    }

    [Fact]
    public async Task TracesOfALongQuestion_KeepHowTheyWereShown()
    {
        var kept = SavedRuns.Stages();
        var trace = kept.Traces[0] with { Request = kept.Traces[0].Request with { Prompt = Long } };
        var recorder = Recorder(kept with { Traces = [trace] });
        await recorder.DescribeAsync("tiny", Token);
        await foreach (var _ in await recorder.TraceAsync(trace.Request, Token))
        {
            // To its end, as a page does.
        }

        var saved = RunKeeping.Of(new StageView { Request = trace.Request, Block = 1, Without = StageProof.Remove(LaneKey.Question, 1, 1) }, [trace.Request], recorder, Now);
        var imported = Imported(saved);

        Assert.Equal(1, StageUrl.Read(imported.View, "tiny").View.Block);
        Assert.Equal(StageProof.Remove(LaneKey.Question, 1, 1), StageUrl.Read(imported.View, "tiny").View.Without);
        Assert.Equal(Long, imported.Traces[0].Request.Prompt);
    }

    [Fact]
    public void TheKeysOfManyCellsOfALongRequest_AreShort_AndDiffer()
    {
        var request = SavedRuns.FullMap().Sweeps[0].Request;
        var other = request with { Source = new PromptPosition(Long, -1) };
        CellRequest[] cells = [new(request, new Layer(0), new Layer(1)), new(other, new Layer(0), new Layer(1)), new(other, new Layer(1), new Layer(0)), new(other, new Layer(1), new Layer(0), Controls: true)];

        var keys = cells.Select(RecordKeys.Of).ToList();

        Assert.Distinct(keys);
        Assert.All(keys, key => Assert.InRange(key.Length, 1, 200));
        Assert.Equal(keys, cells.Select(cell => RecordKeys.Of(cell with { Sweep = cell.Sweep with { } })));
    }

    private static RunRecorder Recorder(SavedRun run)
    {
        var recorded = new RecordedRun(run);
        return new RunRecorder(recorded, recorded);
    }

    private static SavedRun Imported(SavedRun run) => RunImport.Read(new MemoryStream(SavedJson.Write(run)), int.MaxValue);
}
