using Patchscopes.Model.Stages;

namespace Patchscopes.Tools.Verify.Atlas;

/// <summary>Where argument and answer stand in the top-1 tokens after each block, at one position.</summary>
/// <param name="AnswerBlock">The block from which on the answer is top-1 (saturation).</param>
/// <param name="ArgumentBlock">The first block of the argument's last run before it, gaps of one block allowed; null without one.</param>
internal readonly record struct Stages(int AnswerBlock, int? ArgumentBlock)
{
    /// <summary>Reads the stages of a run whose last block says the answer.</summary>
    /// <param name="top">Top-1 token after each block.</param>
    /// <param name="answer">The answer's first token; the last of <paramref name="top"/>.</param>
    /// <param name="argument">The tokens that name the argument.</param>
    public static Stages Of(IReadOnlyList<int> top, int answer, IReadOnlySet<int> argument)
    {
        var answerBlock = AnswerBlockOf(top, answer);
        return new Stages(answerBlock, ArgumentSpan.Find(top, answerBlock - 1, argument, new StageThresholds())?.Blocks.First);
    }

    /// <summary>The block from which on <paramref name="answer"/> is top-1.</summary>
    public static int AnswerBlockOf(IReadOnlyList<int> top, int answer) => top.Count > 0 && top[^1] == answer
        ? StageDetector.Saturation(top)
        : throw new ArgumentException("The last block does not say the answer.", nameof(top));
}
