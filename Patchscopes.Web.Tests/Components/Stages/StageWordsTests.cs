using Patchscopes.Model.Stages;
using Patchscopes.Web.Components.Controls.Stages;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State.Stages;
using Xunit;

namespace Patchscopes.Web.Tests.Components.Stages;

public sealed class StageWordsTests
{
    private static readonly StandingReading Answer = new(2, " Warsaw", 0.9, 1, 1);

    private static readonly TraceVerdict Abstractive = new(
        StageLabel.Abstractive, new BlockRange(4, 7), true, 8, StageAttribution.FeedForward, 8, 0.9, CrossingStrength.Clear,
        new BlockRange(4, 7), new BlockRange(9, 11), new StandingReading(1, " Poland", 0, 9, 1 / 9.0), Answer, new TokenReading(2, " Warsaw", 0.9f), false, []);

    [Fact]
    public void Of_AVerdict_IsOneLineByItsLabel()
    {
        Assert.Equal("X clear · argument 4–7 · applied at 8 by the MLP · saturated from 8", StageWords.Of(Abstractive, 12));
        Assert.Equal("X weak · argument 4–7 · applied at 8 by no part alone · saturated from 8", StageWords.Of(Abstractive with { Crossing = CrossingStrength.Weak, Attribution = StageAttribution.Distributed }, 12));
        Assert.Equal("immediate saturation from 4 · no argument stage", StageWords.Of(Abstractive with { Label = StageLabel.Extractive, SaturationStart = 4 }, 12));
        Assert.Equal("argument 4–7 · not applied · says ␣The, not ␣Warsaw", StageWords.Of(Abstractive with { Label = StageLabel.ArgumentOnly, Said = new TokenReading(3, " The", 0.4f) }, 12));
        Assert.Equal("wrong answer · says ␣The, not ␣Warsaw", StageWords.Of(Abstractive with { Label = StageLabel.WrongAnswer, Said = new TokenReading(3, " The", 0.4f) }, 12));
        Assert.Equal("saturated from 9 · no argument stage", StageWords.Of(Abstractive with { Label = StageLabel.Extractive, SaturationStart = 9 }, 12));
        Assert.Equal("no X · no argument stage · saturated from 8", StageWords.Of(Abstractive with
        {
            Label = StageLabel.NoX,
            Crossing = CrossingStrength.None,
            ArgumentSpan = null,
            ArgumentStage = null,
            ApplicationLayer = null,
        }, 12));
        Assert.Equal("X clear · argument only glimpsed at 5 · applied at 8 by the MLP · saturated from 8", StageWords.Of(Abstractive with
        {
            Label = StageLabel.NoX,
            ArgumentSpan = new BlockRange(5, 5),
            IsHardSpan = false,
            ArgumentStage = null,
        }, 12));
    }

    [Fact]
    public void Outcome_SaysWhatTheModelSaysThen()
    {
        var proof = StageProof.Remove(LaneKey.Question, 8, 8);

        Assert.Equal(("Without what the MLP of block 8 writes the model says", " Poland", "again (0.700)"), StageWords.Outcome(proof, null, Of(" Poland", isArgument: true)));
        Assert.Equal(("Without what the MLP of block 8 writes the model says", " The", "(0.700) instead of ␣Warsaw (0.900)"), StageWords.Outcome(proof, null, Of(" The", isArgument: false)));
        Assert.Equal(("Without what the MLPs of blocks 7–9 write the model still says", " Warsaw", "(0.900 before, 0.700 now)"), StageWords.Outcome(StageProof.Remove(LaneKey.Question, 7, 9), null, Of(" Warsaw", isArgument: false)));
    }

    [Fact]
    public void OneLine_ShowsWhiteSpace_AndLeavesOutTheMiddleOfALongPrompt()
    {
        Assert.Equal("␣␣Q: a?⏎A:␣", StageWords.OneLine("  Q: a?\nA: "));
        var shown = StageWords.OneLine(new string('a', 300) + "\nA:");
        Assert.Contains(" … ", shown, StringComparison.Ordinal);
        Assert.EndsWith("⏎A:", shown, StringComparison.Ordinal);
        Assert.True(shown.Length < 180);
    }

    private static InterventionOutcome Of(string says, bool isArgument) => new(
        new StateSays([new TokenReading(2, " Warsaw", 0.9f)], null, Answer, 0, 1),
        new StateSays([new TokenReading(3, says, 0.7f)], null, Answer, 0, 1), says != " Warsaw", isArgument);
}
