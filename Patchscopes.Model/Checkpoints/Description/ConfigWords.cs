using System.Globalization;
using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Checkpoints.Description;

/// <summary>One thing that is said of a model.</summary>
/// <param name="Name">What it is about: "Attention".</param>
/// <param name="Text">What is said: "32 heads of 128 dimensions".</param>
public sealed record DescriptionLine(string Name, string Text);

/// <summary>What a model computes, in words that a reader of papers knows.</summary>
public static class ConfigWords
{
    /// <summary>The lines, from the input to the output.</summary>
    public static IReadOnlyList<DescriptionLine> Of(DecoderConfig config) =>
    [
        new("Blocks", Number(config.Blocks)),
        new("Width", Number(config.Width)),
        new("Vocabulary", $"{Number(config.Vocabulary)} tokens"),
        new("Context", $"{Number(config.Context)} tokens"),
        new("Embedding", Embedding(config)),
        new("Positions", Positions(config)),
        new("Block", config.IsParallel ? $"attention and feed-forward layer side by side, on one input{(config.SharesNorm ? " and one norm" : "")}" : "attention, then feed-forward layer"),
        new("Norm", Norm(config)),
        new("Attention", Attention(config)),
        new("Reach", Reach(config)),
        new("Scores", Scores(config)),
        new("Feed-forward layer", $"{(config.IsGated ? "gated " : "")}{Activation(config.Activation)}, {Number(config.FeedForwardWidth)} wide"),
        new("Biases", Biases(config)),
        new("Head", Head(config)),
        new("End of text", config.EndTokens.Count == 0 ? "no token" : $"token {string.Join(" or ", config.EndTokens.Select(Plain))}"),
    ];

    private static string Embedding(DecoderConfig config) => Joined(
        config.EmbeddingWidth == config.Width ? "a vector per token" : $"a vector of {Number(config.EmbeddingWidth)} per token, projected to the width",
        config.EmbeddingScale == 1 ? null : $"times {Short(config.EmbeddingScale)}",
        config.NormsEmbedding ? "normed before block 0" : null);

    private static string Positions(DecoderConfig config)
    {
        var main = config.Positions switch
        {
            PositionEncoding.Learned => "a learned vector per position",
            PositionEncoding.LinearBias => "a bias on scores that grows with the distance (ALiBi)",
            PositionEncoding.Rotary rotary => Rotary(rotary, config.HeadSize),
            _ => throw new NotSupportedException($"{config.Positions.GetType().Name} has no words."),
        };
        return config.Window?.Rotary is { } other && other != config.Positions ? $"{main}; where there is a window, {Rotary(other, config.HeadSize)}" : main;
    }

    private static string Rotary(PositionEncoding.Rotary rotary, int headSize) => Joined(
        $"rotary, θ = {Short(rotary.Base)}",
        rotary.Dimensions == headSize ? null : $"{Plain(rotary.Dimensions)} of {Plain(headSize)} dimensions turn",
        rotary.Scaling switch
        {
            null => null,
            RotaryScaling.Linear linear => $"positions divided by {Short(linear.Factor)}",
            RotaryScaling.ByWavelength scaling => $"slow turns {Short(scaling.Factor)} times slower (trained on {Number(scaling.OriginalContext)} tokens first)",
            var other => throw new NotSupportedException($"{other.GetType().Name} has no words."),
        });

    private static string Norm(DecoderConfig config) => Joined(
        config.Norm switch
        {
            NormKind.Layer => "layer norm",
            NormKind.RootMeanSquare => "root mean square norm",
            _ => throw new NotSupportedException($"{config.Norm} has no words."),
        } + " " + config.NormPlacement switch
        {
            NormPlacement.Before => "before each sub-layer",
            NormPlacement.AfterWrite => "after each sub-layer, on what it writes",
            NormPlacement.Around => "before each sub-layer and on what it writes",
            NormPlacement.AfterSum => "after each sum",
            _ => throw new NotSupportedException($"{config.NormPlacement} has no words."),
        },
        config.HasFinalNorm ? "and before the head" : "none before the head",
        $"ε = {Short(config.NormEpsilon)}");

    private static string Attention(DecoderConfig config) => Joined(
        $"{Plain(config.Heads)} heads of {Plain(config.HeadSize)} dimensions",
        config.KeyValueHeads == config.Heads ? null : $"{Plain(config.KeyValueHeads)} of keys and values",
        config.HeadNorm switch
        {
            HeadNorm.None => null,
            HeadNorm.EachHead => "queries and keys of each head normed",
            HeadNorm.AllHeads => "all queries and all keys normed",
            _ => throw new NotSupportedException($"{config.HeadNorm} has no words."),
        });

    private static string Reach(DecoderConfig config) => config.Window switch
    {
        null => "every earlier token",
        { Blocks: null } window => $"the last {Number(window.Tokens)} tokens",
        { Blocks: { } blocks } window => $"the last {Number(window.Tokens)} tokens in {Plain(blocks.Count)} of the blocks ({string.Join(", ", blocks.Take(4).Select(Plain))}{(blocks.Count > 4 ? ", …" : "")}), every earlier token in the others",
    };

    private static string Scores(DecoderConfig config) => Joined(
        !config.ScaleByHeadSize ? "not scaled" : $"divided by √{Short(config.ScoreDivisor ?? config.HeadSize)}",
        config.ScaleByBlock ? "and by the block's number from 1" : null,
        config.ScoreCap is { } cap ? $"capped softly at {Short(cap)}" : null);

    private static string Activation(ActivationFunction activation) => activation switch
    {
        ActivationFunction.GeluTanh => "GELU (tanh form)",
        ActivationFunction.Gelu => "GELU",
        ActivationFunction.Relu => "ReLU",
        ActivationFunction.Silu => "SiLU",
        _ => throw new NotSupportedException($"{activation} has no words."),
    };

    private static string Biases(DecoderConfig config)
    {
        var with = new[]
        {
            config.HasQueryKeyValueBias ? "queries, keys and values" : null, config.HasAttentionOutputBias ? "attention's output" : null,
            config.HasFeedForwardBias ? "feed-forward layer" : null, config.HasHeadBias ? "head" : null,
        }.OfType<string>().ToList();
        return with.Count == 0 ? "none" : string.Join(", ", with);
    }

    private static string Head(DecoderConfig config) => Joined(
        config.TiedHead ? "the token embedding itself" : "a matrix of its own",
        config.EmbeddingWidth == config.Width ? null : "after a projection to its width",
        config.LogitCap is { } cap ? $"logits capped softly at {Short(cap)}" : null);

    private static string Joined(params ReadOnlySpan<string?> parts)
    {
        var there = new List<string>();
        foreach (var part in parts)
        {
            if (part is not null)
                there.Add(part);
        }
        return string.Join(", ", there);
    }

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Plain(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Short(double number) => number.ToString("0.######e+0", CultureInfo.InvariantCulture) is var power && Math.Abs(number) is < 1e-3 and > 0
        ? power
        : number.ToString("0.###", CultureInfo.InvariantCulture);
}
