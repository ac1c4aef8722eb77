using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;

namespace Patchscopes.Tools.Bench;

/// <summary>The shape of a published model, and the map that is measured on it.</summary>
internal static class BenchShape
{
    public const int SourceTokens = 15;
    public const int TargetTokens = 15;

    public static IReadOnlyList<string> Names { get; } = ["gpt2", "gpt2-medium"];

    public static DecoderConfig Config(string name) => name switch
    {
        "gpt2" => Gpt2(blocks: 12, width: 768, heads: 12),
        "gpt2-medium" => Gpt2(blocks: 24, width: 1024, heads: 16),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such shape."),
    };

    /// <summary>All blocks by all blocks, i* last, read out there.</summary>
    public static SweepPlan WholeMap(DecoderConfig config) => new()
    {
        Source = new PatchSource(Tokens(SourceTokens, 11, config), SourceTokens - 1),
        Target = new PatchTarget(Tokens(TargetTokens, 17, config), TargetTokens - 1),
        ReadoutPosition = TargetTokens - 1,
        SourceLayers = Layer.Blocks(config.Blocks),
        TargetLayers = Layer.Blocks(config.Blocks),
    };

    /// <summary>
    /// The least arithmetic that gives a whole map, in GFLOP: the source and the target run, and per cell one row through
    /// the blocks above ℓ* and one unembedding. A multiply and an add count as two.
    /// </summary>
    public static double NeededGflop(DecoderConfig config)
    {
        double blocks = config.Blocks;
        var runs = blocks * (RunOfABlock(config, SourceTokens) + RunOfABlock(config, TargetTokens));
        var rowsThroughBlocks = blocks * (blocks * (blocks - 1) / 2);
        var cells = rowsThroughBlocks * RowOfABlock(config, TargetTokens) + (blocks * blocks * 2 * config.Width * config.Vocabulary);
        return (runs + cells) / 1e9;
    }

    private static double RunOfABlock(DecoderConfig config, int tokens) =>
        Enumerable.Range(1, tokens).Sum(attended => RowOfABlock(config, attended));

    /// <summary>One token through one block: its projections, and its attention to <paramref name="attended"/> tokens.</summary>
    private static double RowOfABlock(DecoderConfig config, int attended)
    {
        double heads = config.Heads * config.HeadSize;
        var projections = 2 * ((4 * config.Width * heads) + (2.0 * config.Width * config.FeedForwardWidth));
        return projections + (2 * 2 * heads * attended);
    }

    private static DecoderConfig Gpt2(int blocks, int width, int heads) => new()
    {
        Blocks = blocks,
        Width = width,
        Heads = heads,
        HeadSize = width / heads,
        FeedForwardWidth = 4 * width,
        Vocabulary = 50257,
        Context = 1024,
        NormEpsilon = 1e-5f,
        Activation = ActivationFunction.GeluTanh,
    };

    private static int[] Tokens(int count, int stride, DecoderConfig config) =>
        [.. Enumerable.Range(1, count).Select(i => i * stride * 997 % config.Vocabulary)];
}
