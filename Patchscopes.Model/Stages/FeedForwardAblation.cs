using Patchscopes.Model.Running;

namespace Patchscopes.Model.Stages;

/// <summary>Right answers among some questions.</summary>
public readonly record struct AnswerCount(int Right, int Total);

/// <summary>
/// Removes feed-forward layers from the top, at every position, a sixth of the blocks at each step (Merullo et al. §5):
/// answers that must be recalled are lost long before those that are copied. An answer counts as right by its first token.
/// </summary>
public sealed class FeedForwardAblation(LoadedModel model)
{
    /// <summary>Steps after the untouched model.</summary>
    public const int Steps = 6;

    /// <summary>The lowest block whose feed-forward layer is gone at a step; the number of blocks where none is.</summary>
    /// <param name="step">0 is the untouched model, <see cref="Steps"/> one without feed-forward layers.</param>
    /// <param name="blocks">How many blocks the model has.</param>
    public static int RemovedFrom(int step, int blocks) => blocks - (int)Math.Round(blocks * step / (double)Steps);

    /// <summary>Whether a question is still answered right without the feed-forward layers from a block on.</summary>
    /// <exception cref="ArgumentException">The prompt does not fit the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; polled between blocks.</exception>
    public bool IsRight(StageQuestion question, int removedFrom, CancellationToken cancellationToken)
    {
        var removal = removedFrom < model.Config.Blocks ? FeedForwardRemoval.Of(new BlockRange(removedFrom, model.Config.Blocks - 1), position: null) : [];
        var said = model.Continue(model.Tokenizer.EncodeToIds(question.Prompt), removal, 1, stopAtEnd: false, cancellationToken)[0];
        return StageWord.Answer(model.Tokenizer, question.Answer).Names.Contains(said);
    }
}
