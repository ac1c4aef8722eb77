using Patchscopes.Model.Running;

namespace Patchscopes.Model.Stages;

/// <summary>Right answers among some questions.</summary>
public readonly record struct AnswerCount(int Right, int Total);

/// <summary>One step of an ablation.</summary>
/// <param name="RemovedFrom">The lowest block whose feed-forward layer is gone; the number of blocks where none is.</param>
/// <param name="Abstractive">Right answers to the questions as they are.</param>
/// <param name="Extractive">Right answers with the facts in front.</param>
public sealed record AblationStep(int RemovedFrom, AnswerCount Abstractive, AnswerCount Extractive);

/// <summary>
/// Removes feed-forward layers from the top, at every position, a sixth of the blocks at each step (Merullo et al. §5):
/// answers that must be recalled are lost long before those that are copied. An answer counts as right by its first token.
/// </summary>
public sealed class FeedForwardAblation(LoadedModel model)
{
    /// <summary>Steps after the untouched model.</summary>
    public const int Steps = 6;

    /// <summary>Asks every question at one step: 0 is the untouched model, <see cref="Steps"/> one without feed-forward layers.</summary>
    /// <exception cref="ArgumentException">A prompt does not fit the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; polled between blocks.</exception>
    public AblationStep Ask(
        int step, IReadOnlyList<StageQuestion> abstractive, IReadOnlyList<StageQuestion> extractive, CancellationToken cancellationToken)
    {
        var from = model.Config.Blocks - (int)Math.Round(model.Config.Blocks * step / (double)Steps);
        return new AblationStep(from, Ask(Encode(abstractive), from, cancellationToken), Ask(Encode(extractive), from, cancellationToken));
    }

    private List<(IReadOnlyList<int> Prompt, int Answer)> Encode(IReadOnlyList<StageQuestion> questions) =>
        [.. questions.Select(question => (model.Tokenizer.EncodeToIds(question.Prompt), model.Tokenizer.EncodeContinuation(" " + question.Answer)[0]))];

    private AnswerCount Ask(List<(IReadOnlyList<int> Prompt, int Answer)> questions, int from, CancellationToken cancellationToken)
    {
        var removal = from < model.Config.Blocks ? FeedForwardRemoval.Of(new BlockRange(from, model.Config.Blocks - 1), position: null) : [];
        return new AnswerCount(
            questions.Count(question => model.Continue(question.Prompt, removal, 1, stopAtEnd: false, cancellationToken)[0] == question.Answer), questions.Count);
    }
}
