using System.Text.Json;
using Patchscopes.Model.Stages;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Stages;

/// <summary>The detector on the series that the paper and an earlier re-implementation print.</summary>
public sealed class StageDetectorTests
{
    [Fact]
    public void Read_OfThePapersPolandPrompt_FindsThreeStagesAndAClearX()
    {
        // GPT-2 medium, layers 0–23, from the notebook of Merullo et al.
        var series = WordSeries.Of("( A*5 No C A*4 Unknown C St Poland*4 Warsaw*5", "Poland");
        var verdict = StageDetector.Read(series with
        {
            ArgumentRank = WordSeries.Ranks(24, (14, 14, .2), (15, 18, 1), (19, 22, .5), (23, 23, .1)),
            AnswerRank = WordSeries.Ranks(24, (15, 15, .2), (16, 18, .5), (19, 23, 1)),
        });
        Assert.Equal((StageLabel.Abstractive, 19, 19), (verdict.Label, verdict.ApplicationLayer, verdict.SaturationStart));
        Assert.Equal(new BlockRange(15, 18), verdict.ArgumentSpan);
        Assert.Equal(.8, verdict.XScore!.Value, 9);
        Assert.Equal(CrossingStrength.Clear, verdict.Crossing);
        Assert.Equal(19 / 23.0, verdict.RelativeDepth!.Value, 9);
        Assert.Equal((new BlockRange(15, 18), new BlockRange(20, 23)), (verdict.ArgumentStage!.Value, verdict.SaturationStage!.Value));
        Assert.Empty(verdict.Doubts);
    }

    [Fact]
    public void Read_OfTheEarlierAbstractiveFigure_GivesItsOwnWords()
    {
        var verdict = StageDetector.Read(Figure("abstractive") with { IsSaidInPrompt = false });
        Assert.Equal((StageLabel.Abstractive, 18, 18), (verdict.Label, verdict.ApplicationLayer, verdict.SaturationStart));
        Assert.Equal((new BlockRange(9, 14), new BlockRange(9, 17)), (verdict.ArgumentSpan!.Value, verdict.ArgumentStage!.Value));
        Assert.Equal(new BlockRange(19, 22), verdict.SaturationStage);
        Assert.Null(verdict.XScore);
        Assert.Null(verdict.Attribution);
    }

    [Fact]
    public void Read_OfTheEarlierExtractiveFigure_SaturatesAtOnce()
    {
        var verdict = StageDetector.Read(Figure("extractive") with { IsSaidInPrompt = true });
        Assert.Equal((StageLabel.Extractive, 14, false), (verdict.Label, verdict.SaturationStart, verdict.IsHardSpan));
        Assert.Null(verdict.ApplicationLayer);
        Assert.Null(verdict.ArgumentStage);
        Assert.Equal(new BlockRange(14, 22), verdict.SaturationStage);
    }

    [Fact]
    public void Read_OfTheZeroShotPolandPrompt_FormsTheArgumentAndNoMore()
    {
        var verdict = StageDetector.Read(WordSeries.Of("x*18 Poland*5 The", "Poland", "Warsaw"));
        Assert.Equal((StageLabel.ArgumentOnly, 23), (verdict.Label, verdict.SaturationStart));
        Assert.Equal(new BlockRange(18, 22), verdict.ArgumentSpan);
        Assert.Null(verdict.ApplicationLayer);
    }

    [Fact]
    public void Read_OfTheColouredObject_FindsTheFormationInsideItsBlock()
    {
        // The argument brown is on top only between attention and feed-forward layer of block 19.
        var mids = WordSeries.Top("white*19 brown Brown*4");
        var verdict = StageDetector.Read(WordSeries.Of("x*17 white*2 Brown*5", "brown") with { MidTop = mids });
        Assert.Equal((19, StageAttribution.FeedForward), (verdict.ApplicationLayer, verdict.Attribution));
        Assert.Equal(new BlockRange(19, 19), verdict.ArgumentSpan);
        Assert.Equal(StageLabel.NoX, verdict.Label);
    }

    private static StageSeries Figure(string task)
    {
        using var figures = JsonDocument.Parse(File.ReadAllBytes(GoldenFiles.At("seed-figures.json")));
        var figure = figures.RootElement.GetProperty("figures").EnumerateArray()
            .Single(one => one.TryGetProperty("task", out var name) && name.GetString() == task);
        var words = figure.GetProperty("token").EnumerateArray().Select(row => row[0].GetString()!).ToList();
        return new StageSeries { Top = words.ConvertAll(WordSeries.Id), Argument = new HashSet<int> { WordSeries.Id(" Poland") } };
    }
}
