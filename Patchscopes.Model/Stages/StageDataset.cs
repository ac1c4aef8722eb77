using Patchscopes.Model.Lenses;
using Patchscopes.Model.Running;

namespace Patchscopes.Model.Stages;

/// <summary>One question of a data set, traced.</summary>
/// <param name="Row">Its place in the data set, from 0.</param>
/// <param name="Question">The question.</param>
/// <param name="IsCorrect">Whether a greedy continuation of the prompt begins with the whole answer.</param>
/// <param name="Trace">Its trace at the last position.</param>
public sealed record TracedQuestion(int Row, StageQuestion Question, bool IsCorrect, StageTrace Trace)
{
    /// <summary>What becomes of a correct answer without the writes that gave it; null where that was not tried.</summary>
    public RemovalOutcome? Removal { get; init; }
}

/// <summary>
/// Traces questions one by one, as a single trace does it, so that the numbers over a data set are those of the replays.
/// Synchronous, on the model's own thread.
/// </summary>
/// <param name="model">The model that is asked.</param>
/// <param name="lens">How states are read.</param>
/// <param name="thresholds">What the stages are decided by; the detector's own unless given.</param>
public sealed class StageDataset(LoadedModel model, LensKind lens = LensKind.LogitLens, StageThresholds? thresholds = null)
{
    private readonly StageTracer _tracer = new(model);

    /// <summary>Widest range of blocks whose writes are removed together.</summary>
    public const int WidestRemoval = 3;

    /// <summary>Traces a question.</summary>
    /// <param name="row">Its place in the data set, from 0.</param>
    /// <param name="question">The question.</param>
    /// <param name="removes">Whether to try what a correct answer with an application layer is without its feed-forward writes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ArgumentException">The prompt does not fit the model, or a word is blank.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; polled between blocks.</exception>
    public TracedQuestion Trace(int row, StageQuestion question, bool removes, CancellationToken cancellationToken)
    {
        var trace = _tracer.Trace(Plan(question), cancellationToken);
        var traced = new TracedQuestion(row, question, IsRight(question, trace, cancellationToken), trace);
        return removes && traced.IsCorrect ? traced with { Removal = Remove(traced, cancellationToken) } : traced;
    }

    /// <summary>
    /// Removes the feed-forward writes of the application block at the last position and, while the answer stays, of more
    /// blocks around it. Of the smallest ranges that change the answer the one that gives back the argument is returned,
    /// where one does, and where none does the last one; null without an application layer.
    /// </summary>
    private RemovalOutcome? Remove(TracedQuestion traced, CancellationToken cancellationToken)
    {
        if (traced.Trace.Verdict.ApplicationLayer is not { } applied)
            return null;
        RemovalOutcome? found = null;
        foreach (var range in FeedForwardRemoval.Around(applied, WidestRemoval, model.Config.Blocks))
        {
            if (found is { IsChanged: true } && (found.SaysArgument || range.Size > found.Blocks.Size))
                break;
            var outcome = Without(range, traced, cancellationToken);
            if (found is not { IsChanged: true } || outcome is { IsChanged: true, SaysArgument: true })
                found = outcome;
        }
        return found;
    }

    private TracePlan Plan(StageQuestion question)
    {
        var tokens = model.Tokenizer.EncodeToIds(question.Prompt);
        return new TracePlan
        {
            Tokens = tokens,
            Position = tokens.Count - 1,
            Lens = lens,
            Argument = StageWord.Argument(model.Tokenizer, question.Argument),
            Answer = StageWord.Answer(model.Tokenizer, question.Answer),
            Thresholds = thresholds ?? new StageThresholds(),
        };
    }

    private bool IsRight(StageQuestion question, StageTrace trace, CancellationToken cancellationToken)
    {
        var answer = model.Tokenizer.EncodeContinuation(" " + question.Answer.Trim());
        // The trace follows the spelling that is said: without a space it is one token, or no spelling of the answer.
        if (trace.Said != answer[0])
            return trace.Answer.Names.Contains(trace.Said);
        return answer.Count == 1
            || model.Continue(model.Tokenizer.EncodeToIds(question.Prompt), [], answer.Count, stopAtEnd: false, cancellationToken).SequenceEqual(answer);
    }

    private RemovalOutcome Without(BlockRange range, TracedQuestion traced, CancellationToken cancellationToken)
    {
        var prompt = model.Tokenizer.EncodeToIds(traced.Question.Prompt);
        var said = model.Continue(prompt, FeedForwardRemoval.Of(range, prompt.Count - 1), 1, stopAtEnd: false, cancellationToken)[0];
        return new RemovalOutcome(range, said, said != traced.Trace.Said, traced.Trace.Argument!.Names.Contains(said));
    }
}
