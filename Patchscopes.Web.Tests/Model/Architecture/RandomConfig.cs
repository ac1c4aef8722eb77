using CsCheck;
using Patchscopes.Model.Architecture;

namespace Patchscopes.Web.Tests.Model.Architecture;

/// <summary>Small configs at random, over everything that a config can say.</summary>
internal static class RandomConfig
{
    public const int Context = 16;
    public const int Vocabulary = 23;

    public static readonly Gen<DecoderConfig> Any =
        from sizes in Sizes()
        from attention in Attention(sizes)
        from norms in Norms(attention)
        from rest in Rest(norms)
        select rest;

    private static Gen<DecoderConfig> Sizes() =>
        from blocks in Gen.Int[1, 3]
        from width in Gen.OneOf(8, 12)
        from groups in Gen.Int[1, 3]
        from perGroup in Gen.Int[1, 3]
        from headSize in Gen.OneOf(2, 4, 6)
        from inner in Gen.Int[4, 20]
        from activation in Gen.Enum<ActivationFunction>()
        select new DecoderConfig
        {
            Blocks = blocks,
            Width = width,
            Heads = groups * perGroup,
            KeyValueHeads = groups,
            HeadSize = headSize,
            FeedForwardWidth = inner,
            Vocabulary = Vocabulary,
            Context = Context,
            NormEpsilon = 1e-5f,
            Activation = activation,
        };

    private static Gen<DecoderConfig> Attention(DecoderConfig basis) =>
        from positions in Gen.OneOf<PositionEncoding>(Gen.Const<PositionEncoding>(new PositionEncoding.Learned()), Gen.Const<PositionEncoding>(new PositionEncoding.LinearBias()), Rotary(basis).Select(rotary => (PositionEncoding)rotary))
        from hasWindow in Gen.Bool
        from window in Window(basis, positions)
        from scales in Gen.Select(Gen.Bool, Gen.Bool, Gen.Nullable(Gen.Double[1, 20]), Gen.Nullable(Gen.Double[1, 6]))
        from headNorm in Gen.Enum<HeadNorm>()
        select basis with
        {
            Positions = positions,
            Window = hasWindow ? window : null,
            ScaleByHeadSize = scales.Item1,
            ScaleByBlock = scales.Item2,
            ScoreDivisor = scales.Item3,
            ScoreCap = scales.Item4,
            HeadNorm = headNorm,
        };

    private static Gen<PositionEncoding.Rotary> Rotary(DecoderConfig basis) =>
        from pairs in Gen.Int[1, basis.HeadSize / 2]
        from theta in Gen.OneOf(10.0, 10000.0)
        from scaling in Gen.OneOf<RotaryScaling?>(null, new RotaryScaling.Linear(3), new RotaryScaling.ByWavelength(8, 1, 4, 8))
        select new PositionEncoding.Rotary(theta, 2 * pairs) { Scaling = scaling };

    private static Gen<AttentionWindow> Window(DecoderConfig basis, PositionEncoding positions) =>
        from tokens in Gen.Int[1, 8]
        from covered in Gen.Bool.Array[basis.Blocks]
        from isEverywhere in Gen.Bool
        from rotary in Rotary(basis)
        from hasOwn in Gen.Bool
        select new AttentionWindow(tokens, isEverywhere ? null : [.. Enumerable.Range(0, basis.Blocks).Where(block => covered[block])])
        {
            Rotary = hasOwn && positions is PositionEncoding.Rotary ? rotary : null,
        };

    private static Gen<DecoderConfig> Norms(DecoderConfig basis) =>
        from kind in Gen.Enum<NormKind>()
        from placement in Gen.Enum<NormPlacement>()
        from flags in Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool)
        let isParallel = flags.Item1 && placement is not NormPlacement.AfterSum
        select basis with
        {
            Norm = kind,
            NormPlacement = placement,
            IsParallel = isParallel,
            SharesNorm = isParallel && flags.Item2,
            HasFinalNorm = flags.Item3,
            NormsEmbedding = flags.Item4,
        };

    private static Gen<DecoderConfig> Rest(DecoderConfig basis) =>
        from biases in Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool)
        from flags in Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool)
        from cap in Gen.Nullable(Gen.Double[2, 10])
        from scale in Gen.OneOf(1.0, 3.5)
        select basis with
        {
            HasQueryKeyValueBias = biases.Item1,
            HasAttentionOutputBias = biases.Item2,
            HasFeedForwardBias = biases.Item3,
            HasHeadBias = biases.Item4,
            IsGated = flags.Item1,
            TiedHead = flags.Item2,
            EmbeddingWidth = flags.Item3 ? 6 : basis.Width,
            LogitCap = cap,
            EmbeddingScale = scale,
        };
}
