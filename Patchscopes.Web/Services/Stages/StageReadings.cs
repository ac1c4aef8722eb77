using Patchscopes.Model.Patching;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Services.Inference;

namespace Patchscopes.Web.Services.Stages;

/// <summary>Says a trace in the stream's terms: ids get their texts, and numbers that mean nothing are not sent.</summary>
internal sealed class StageReadings(IPromptTokens tokens)
{
    /// <summary>A trace's lines: each block, and the verdict.</summary>
    /// <exception cref="NotFiniteNumberException">The run overflowed.</exception>
    public IEnumerable<StageEvent> Lines(StageTrace trace) => [.. trace.Blocks.Select(Block), Verdict(trace)];

    /// <summary>What the model says in the end, without and with the interventions.</summary>
    /// <exception cref="NotFiniteNumberException">The run overflowed.</exception>
    public InterventionOutcome Outcome(StageTrace before, StageTrace after) => new(
        Says(before.Blocks[^1].AfterFeedForward), Says(after.Blocks[^1].AfterFeedForward),
        before.Said != after.Said, after.Argument?.Names.Contains(after.Said) ?? false);

    /// <summary>A row of a data set.</summary>
    /// <exception cref="NotFiniteNumberException">The run overflowed.</exception>
    public DatasetVerdict Row(QuestionForm form, TracedQuestion traced)
    {
        var (question, verdict) = (traced.Question, traced.Trace.Verdict);
        return new DatasetVerdict(
            form, traced.Row, question.Prompt, question.Argument, question.Answer, traced.IsCorrect, verdict.Label, verdict.ArgumentSpan, verdict.ApplicationLayer,
            verdict.Attribution, verdict.SaturationStart, verdict.XScore, verdict.Crossing, Said(traced.Trace), verdict.Doubts,
            traced.Removal is { } removal ? Read(removal) : null)
        {
            IsHardSpan = verdict.IsHardSpan,
        };
    }

    private RemovalReading Read(RemovalOutcome removal) =>
        new(removal.Blocks, new SaidToken(removal.Said, tokens.Describe(removal.Said).Text), removal.IsChanged, removal.SaysArgument);

    private TokenReading Said(StageTrace trace) => Read(trace.Blocks[^1].AfterFeedForward.Top[0]);

    private BlockTraced Block(TracedBlock block) => new(block.Block, Says(block.AfterAttention), Says(block.AfterFeedForward), new BlockNorms(
        Finite(block.Norms.Before), Finite(block.Norms.AttentionWrite), Finite(block.Norms.FeedForwardWrite), Finite(block.Norms.After)));

    private TraceVerdict Verdict(StageTrace trace)
    {
        var (verdict, last) = (trace.Verdict, trace.Blocks[^1].AfterFeedForward);
        return new TraceVerdict(
            verdict.Label, verdict.ArgumentSpan, verdict.IsHardSpan, verdict.ApplicationLayer, verdict.Attribution, verdict.SaturationStart, verdict.XScore,
            verdict.Crossing, verdict.ArgumentStage, verdict.SaturationStage,
            last.Argument is { } argument ? Read(argument) : null, Read(last.Answer), Said(trace), verdict.IsSaidInPrompt, verdict.Doubts)
        {
            SaidWord = trace.SaidWord,
        };
    }

    private StateSays Says(StateReading reading) => new(
        [.. reading.Top.Select(Read)], reading.Argument is { } argument ? Read(argument) : null, Read(reading.Answer),
        Finite(reading.Entropy), Finite(reading.CosineWithFinal));

    private StandingReading Read(TokenStanding standing) =>
        new(standing.Id, tokens.Describe(standing.Id).Text, Finite(standing.Probability), standing.Rank, standing.ReciprocalRank);

    private TokenReading Read(TokenProbability token) => new(token.Token, tokens.Describe(token.Token).Text, (float)Finite(token.Probability));

    private static double Finite(double number) => double.IsFinite(number) ? number : throw new NotFiniteNumberException(number);
}
