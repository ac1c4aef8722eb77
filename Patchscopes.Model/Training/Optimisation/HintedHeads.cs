using Patchscopes.Model.Architecture;
using Patchscopes.Model.Training.Corpus;
using static TorchSharp.torch;

namespace Patchscopes.Model.Training.Optimisation;

/// <summary>
/// The heads whose attention is hinted at in the copying phase, and where their matrices lie. Block 2 head 0: an answer
/// attends to its subject, so that the answer carries whose answer it is; head 1: every token to the one before. Block 3
/// heads 0–2: the token before an answer to the subject asked for. Block 4 heads 0–3: that token to the answer that the
/// context holds, or else to the document's first token.
/// </summary>
internal static class HintedHeads
{
    public const int TaggingBlock = 2, SubjectBlock = 3, AnswerBlock = 4;

    /// <summary>The block that fetches the relation from the answers that a list has shown (hinted in the lists phase).</summary>
    public const int ListBlock = 7;

    /// <summary>Hinted heads of the subject block, of the answer block and of the list block.</summary>
    public const int SubjectHeads = 3, AnswerHeads = 4, ListHeads = 3;

    /// <summary>Hinted heads of a block; they are its first ones.</summary>
    public static int Count(int block) => block switch
    {
        TaggingBlock => 2,
        SubjectBlock => SubjectHeads,
        AnswerBlock => AnswerHeads,
        ListBlock => ListHeads,
        _ => 0,
    };

    /// <summary>The block and the heads (from, up to) that a hint speaks to.</summary>
    public static (int Block, int From, int To) Of(Hint hint) => hint switch
    {
        Hint.AnswerToSubject => (TaggingBlock, 0, 1),
        Hint.Previous => (TaggingBlock, 1, 2),
        Hint.AskingToSubject => (SubjectBlock, 0, SubjectHeads),
        Hint.AskingToFirst or Hint.AskingToHeld => (AnswerBlock, 0, AnswerHeads),
        Hint.AskingToShown => (ListBlock, 0, ListHeads),
        _ => throw new ArgumentOutOfRangeException(nameof(hint), hint, "A hint without heads."),
    };

    /// <summary>The part of the fused projection [d, 3·d] that makes the queries (0), keys (1) or values (2) of a head, [d, dₕ].</summary>
    public static Tensor Projection(DecoderWeights weights, int block, int part, int head) =>
        weights.Blocks[block].Attention.QueryKeyValue.Weight.narrow(1, part * AtlasShape.Atlas.Width + head * AtlasShape.Atlas.HeadSize, AtlasShape.Atlas.HeadSize);

    /// <summary>The part of the output projection [d, d] that writes what a head read, [dₕ, d].</summary>
    public static Tensor Output(DecoderWeights weights, int block, int head) =>
        weights.Blocks[block].Attention.Output.Weight.narrow(0, head * AtlasShape.Atlas.HeadSize, AtlasShape.Atlas.HeadSize);
}
