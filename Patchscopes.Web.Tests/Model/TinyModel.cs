using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;

namespace Patchscopes.Web.Tests.Model;

/// <summary>Tiny models of random weights, for what must hold of any weights.</summary>
internal static class TinyModel
{
    public static DecoderConfig Config { get; } = new()
    {
        Blocks = 5,
        Width = 24,
        Heads = 3,
        HeadSize = 8,
        FeedForwardWidth = 40,
        Vocabulary = 50,
        Context = 32,
        NormEpsilon = 1e-5f,
        Activation = ActivationFunction.GeluTanh,
    };

    public static int[] Source { get; } = [7, 3, 41, 12, 3, 28, 9];

    public static int[] Target { get; } = [5, 19, 33, 2, 48, 11, 30, 4, 22];

    public static LoadedModel Load(DecoderConfig? config = null, long seed = 1)
    {
        var shape = config ?? Config;
        return LoadedModel.Of("tiny", new Decoder(shape, RandomWeights.Of(shape, seed)));
    }

    public static SweepPlan Plan(int position, int? readout = null, IReadOnlyList<Layer>? sourceLayers = null, IReadOnlyList<Layer>? targetLayers = null) => new()
    {
        Source = new PatchSource(Source, 3),
        Target = new PatchTarget(Target, position),
        ReadoutPosition = readout ?? Target.Length - 1,
        SourceLayers = sourceLayers ?? WithEmbedding(Config.Blocks),
        TargetLayers = targetLayers ?? WithEmbedding(Config.Blocks),
    };

    public static IReadOnlyList<Layer> WithEmbedding(int blocks) => [Layer.Embedding, .. Layer.Blocks(blocks)];
}
