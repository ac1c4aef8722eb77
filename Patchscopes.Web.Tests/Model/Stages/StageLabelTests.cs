using Patchscopes.Model.Stages;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Stages;

/// <summary>Every label, attribution and doubt on a series made for it.</summary>
public sealed class StageLabelTests
{
    private const string Ten = "a b c X*3 Y*4";

    [Theory]
    [InlineData(Ten, null, false, StageLabel.Abstractive)]
    [InlineData(Ten, "Y", true, StageLabel.Abstractive)]
    [InlineData("a b c d e X Y*4", "Y", true, StageLabel.Extractive)]
    [InlineData("a b c d e f Y*4", null, true, StageLabel.Extractive)]
    [InlineData("a b c d e f Y*4", "Y", false, StageLabel.NoX)]
    [InlineData("a b c d e X Y*4", "Y", false, StageLabel.NoX)]
    [InlineData(Ten, "Z", false, StageLabel.ArgumentOnly)]
    [InlineData("a b c d e f Y*4", "Z", true, StageLabel.WrongAnswer)]
    public void Read_OfEachKind_NamesIt(string words, string? answer, bool inPrompt, StageLabel expected) =>
        Assert.Equal(expected, StageDetector.Read(WordSeries.Of(words, "X", answer, inPrompt)).Label);

    [Theory]
    [InlineData("a b c X*3 q*2 X*2", "Y", 8, 9)]
    [InlineData("a b c d e X*3 q X", "Y", 5, 9)]
    [InlineData("a b c d e f g h i X", "Y", 9, 9)]
    public void Read_OfARunThatSaysTheArgument_IsArgumentOnly(string words, string answer, int first, int last)
    {
        var verdict = StageDetector.Read(WordSeries.Of(words, "X", answer));
        Assert.Equal((StageLabel.ArgumentOnly, new BlockRange(first, last)), (verdict.Label, verdict.ArgumentSpan!.Value));
        Assert.Equal(new BlockRange(first, last), verdict.ArgumentStage);
        Assert.Null(verdict.SaturationStage);
        Assert.Null(verdict.ApplicationLayer);
        Assert.Empty(verdict.Doubts);
    }

    [Fact]
    public void Read_OfAnArgumentThatIsTheAnswer_DoesNotTakeItForTheArgument()
    {
        var verdict = StageDetector.Read(WordSeries.Of(Ten, "Y"));
        Assert.Equal(StageLabel.NoX, verdict.Label);
        Assert.Null(verdict.ArgumentSpan);
        Assert.Equal(new BlockRange(6, 9), verdict.SaturationStage);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_SaysWhetherWhatIsSaidStandsInThePrompt(bool inPrompt) =>
        Assert.Equal(inPrompt, StageDetector.Read(WordSeries.Of(Ten, "X", null, inPrompt)).IsSaidInPrompt);

    [Theory]
    [InlineData("a b X*2 q X Y*4", 2, 5)]
    [InlineData("X*2 q r X*2 Y*4", 4, 5)]
    [InlineData("X*2 a b c d Y*4", 0, 1)]
    public void Read_OfRunsWithGaps_TakesTheLastOneAndAllowsOneLayer(string words, int first, int last) =>
        Assert.Equal(new BlockRange(first, last), StageDetector.Read(WordSeries.Of(words, "X")).ArgumentSpan);

    [Theory]
    [InlineData("a b c X*4 Y*3", StageAttribution.FeedForward)]
    [InlineData("a b c X*3 Y*4", StageAttribution.Attention)]
    [InlineData("a b c X*3 q Y*3", StageAttribution.Distributed)]
    public void Read_WithStatesAfterAttention_SaysWhatAppliedIt(string mids, StageAttribution expected)
    {
        var series = WordSeries.Of(Ten, "X") with
        {
            MidTop = WordSeries.Top(mids),
            ArgumentRank = WordSeries.Ranks(10, (3, 5, 1), (6, 9, .5)),
            AnswerRank = WordSeries.Ranks(10, (3, 5, .3), (6, 9, 1)),
        };
        var verdict = StageDetector.Read(series);
        Assert.Equal((6, expected), (verdict.ApplicationLayer, verdict.Attribution));
    }

    [Fact]
    public void Read_WhereAnotherWordStandsBetween_AppliesWhereTheAnswerOvertakesTheArgument()
    {
        var series = WordSeries.Of("a b X*2 q*2 Y*4", "X") with
        {
            ArgumentRank = WordSeries.Ranks(10, (2, 3, 1), (4, 4, .5), (5, 9, .2)),
            AnswerRank = WordSeries.Ranks(10, (4, 4, .05), (5, 5, .5), (6, 9, 1)),
        };
        Assert.Equal((5, 6), (StageDetector.Read(series).ApplicationLayer, StageDetector.Read(series).SaturationStart));
        var faint = series with { ArgumentRank = WordSeries.Ranks(10, (2, 3, 1)), AnswerRank = WordSeries.Ranks(10, (4, 4, .05), (5, 5, .09), (6, 9, 1)) };
        Assert.Equal(6, StageDetector.Read(faint).ApplicationLayer);
    }

    [Theory]
    [InlineData(1, .2, 1, CrossingStrength.Clear)]
    [InlineData(.5, .1, .5, CrossingStrength.Weak)]
    [InlineData(.2, .1, 1, CrossingStrength.None)]
    public void Read_OfRanks_ScoresTheCrossing(double argument, double argumentLater, double answer, CrossingStrength expected) =>
        Assert.Equal(expected, StageDetector.Read(WordSeries.Of(Ten, "X") with
        {
            ArgumentRank = WordSeries.Ranks(10, (3, 5, argument), (6, 9, argumentLater)),
            AnswerRank = WordSeries.Ranks(10, (6, 9, answer)),
        }).Crossing);

    [Fact]
    public void Read_WithReasonForDoubt_SaysEach()
    {
        var series = WordSeries.Of(Ten, "X");
        Assert.Empty(StageDetector.Read(series).Doubts);
        Doubts("also stands in the prompt", series with { IsSaidInPrompt = true });
        Doubts("probability of only 0.030", series with { TopProbability = [1, 1, 1, 1, 1, 1, .03, 1, 1, 1] });
        Doubts("saturation from block 3, this one from 6", series with { OtherLensSaturation = 3 });
        Doubts("only 4 blocks", WordSeries.Of("X*2 Y*2", "X"));
        Doubts("No argument is known", series with { Argument = new HashSet<int>() });
        Doubts("cannot be told apart", WordSeries.Of(Ten, "Y"));
        Assert.Empty(StageDetector.Read(series with { OtherLensSaturation = 4 }).Doubts);
    }

    [Fact]
    public void Read_WithOtherThresholds_DecidesByThem()
    {
        var series = WordSeries.Of("a b c d e X Y*4", "X");
        Assert.Equal(StageLabel.NoX, StageDetector.Read(series).Label);
        Assert.Equal(StageLabel.Abstractive, StageDetector.Read(series, new StageThresholds { HardSpanLayers = 1 }).Label);
    }

    [Fact]
    public void Read_OfListsThatDoNotFit_SaysSo()
    {
        Assert.Contains("no blocks", Assert.Throws<ArgumentException>(() => StageDetector.Read(WordSeries.Of(Ten, "X") with { Top = [] })).Message, StringComparison.Ordinal);
        Assert.Contains("3 entries", Assert.Throws<ArgumentException>(() => StageDetector.Read(WordSeries.Of(Ten, "X") with { MidTop = [1, 2, 3] })).Message, StringComparison.Ordinal);
    }

    private static void Doubts(string words, StageSeries series) => Assert.Contains(words, Assert.Single(StageDetector.Read(series).Doubts), StringComparison.Ordinal);
}
