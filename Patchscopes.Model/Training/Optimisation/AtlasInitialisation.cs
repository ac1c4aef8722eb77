using Patchscopes.Model.Architecture;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Running;
using Patchscopes.Model.Training.Corpus;
using Patchscopes.Model.Training.Tokenizer;
using static TorchSharp.torch;

namespace Patchscopes.Model.Training.Optimisation;

/// <summary>
/// The first values of all weights. Decisive for copying: large embeddings and a small final gain (else the first
/// writes of the feed-forward layers drown the word), sinusoidal positions, and hinted heads that start near the
/// circuit they are to become.
/// </summary>
internal static class AtlasInitialisation
{
    private const double Spread = .02, EmbeddingSpread = .5, PositionAmplitude = .3, FinalGain = .12;

    /// <summary>A bare word starts as this share of its spaced form, plus one offset that all words share, plus noise.</summary>
    private const double SharedForm = .9, FormNoise = .125;

    /// <summary>How strongly the subject and its tag are written, relative to the word itself.</summary>
    private const double TagStrength = .7;

    /// <summary>Positions repeat after 2π · 1 … 2π · this many tokens.</summary>
    private const double LongestWave = 200;

    public static void Apply(AtlasParameters parameters, AtlasTokenizer tokenizer, int seed)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        manual_seed(seed);
        Randomise(parameters);
        var weights = parameters.Weights;
        if (parameters.Shape.WordsOf is { } sister)
            TakeWords(weights.TokenEmbedding, sister);
        else
            SpreadWords(weights.TokenEmbedding, tokenizer);
        weights.PositionEmbedding!.copy_(Sinusoids(parameters.Shape));
        weights.FinalNorm!.Gain.Fill(FinalGain);
        if (parameters.Shape.Phases[0].Phase is TrainingPhase.Copying)
            SketchCircuit(weights);
    }

    private static void Randomise(AtlasParameters parameters)
    {
        var shape = parameters.Shape;
        var trained = shape.Trained(shape.Phases[0].Phase);
        var deep = Spread / Math.Sqrt(2 * trained.Count);
        foreach (var (name, tensor) in parameters.Named.Where(parameter => parameter.Value.dim() == 2))
            tensor.copy_(randn(tensor.shape).Times(name.EndsWith("c_proj.weight", StringComparison.Ordinal) ? deep : Spread));
        for (var block = 0; block < shape.Blocks; block++)
        {
            var weights = parameters.Weights.Blocks[block];
            if (block < shape.BlocksWithoutAttention || !trained.Contains(block))
                weights.Attention.Output.Weight.zero_();
            if (!trained.Contains(block))
                weights.FeedForward.Down.Weight.zero_();                       // the block starts as the identity
        }
    }

    private static void SpreadWords(Tensor embedding, AtlasTokenizer tokenizer)
    {
        embedding.ScaleBy(EmbeddingSpread / Spread);
        long[] Ids(string prefix) => [.. WordLists.Long.Select(word => (long)tokenizer.Encode(prefix + word)[0])];
        var spaced = embedding.index_select(0, tensor(Ids(" ")));
        var offset = randn(embedding.shape[1]).Times(EmbeddingSpread);
        var bare = spaced.Times(SharedForm).Plus(offset).Plus(randn(spaced.shape).Times(FormNoise));
        embedding.index_copy_(0, tensor(Ids("")), bare);
    }

    /// <summary>E·V, where V holds the directions in which the other model's embeddings E spread most, [d*, d].</summary>
    private static void TakeWords(Tensor embedding, string sister)
    {
        using var model = LoadedModel.LoadWithoutTokenizer(sister, ModelCatalog.EmbeddedFolder(sister));
        var words = model.Decoder.Weights.TokenEmbedding;
        var (_, directions) = linalg.eigh(words.transpose(0, 1).mm(words));                                  // eigenvalues ascend
        var width = embedding.shape[1];
        embedding.copy_(words.mm(directions.narrow(1, directions.shape[1] - width, width)));
    }

    private static Tensor Sinusoids(AtlasShape shape)
    {
        var half = shape.Width / 2;
        var waves = Places(half).Times(1.0 / half);
        var angles = Places(AtlasShape.Context).unsqueeze(1) * pow(tensor((float)LongestWave), -waves);
        return cat([angles.sin(), angles.cos()], 1).Times(PositionAmplitude);
    }

    private static Tensor Places(long count) => TensorArithmetic.Range(0, count, CPU).to(ScalarType.Float32);

    /// <summary>
    /// Orthogonal projections: the tagging head writes a tag of the subject at its answer, the subject heads copy the
    /// subject and its tag to the end, the answer heads compare the two tags and copy the answer.
    /// </summary>
    private static void SketchCircuit(DecoderWeights weights)
    {
        var word = Orthonormal(AtlasShape.Atlas);                               // one [d, dₕ] block per head
        var tag = Orthonormal(AtlasShape.Atlas);
        var (answerTag, askedTag) = (tag[0], tag[1]);
        Copy(weights, HintedHeads.TaggingBlock, 0, word[0], answerTag.Times(TagStrength));
        for (var head = 0; head < HintedHeads.SubjectHeads; head++)
        {
            var written = head == 0 ? word[0].Plus(askedTag) : word[head];
            Copy(weights, HintedHeads.SubjectBlock, head, word[head], written.Times(TagStrength));
        }
        for (var head = 0; head < HintedHeads.AnswerHeads; head++)
        {
            HintedHeads.Projection(weights, HintedHeads.AnswerBlock, 0, head).copy_(askedTag);
            HintedHeads.Projection(weights, HintedHeads.AnswerBlock, 1, head).copy_(answerTag);
            Copy(weights, HintedHeads.AnswerBlock, head, word[head], word[head]);
        }
    }

    private static void Copy(DecoderWeights weights, int block, int head, Tensor read, Tensor written)
    {
        HintedHeads.Projection(weights, block, 2, head).copy_(read);
        HintedHeads.Output(weights, block, head).copy_(written.t());
    }

    private static Tensor[] Orthonormal(AtlasShape shape)
    {
        var (orthogonal, _) = linalg.qr(randn(shape.Width, shape.Width));
        return orthogonal.split(shape.HeadSize, 1);
    }
}
