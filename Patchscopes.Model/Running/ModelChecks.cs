using Patchscopes.Model.Architecture;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Patching;
using static TorchSharp.torch;

namespace Patchscopes.Model.Running;

/// <summary>An identity that holds for a model that is run rightly.</summary>
/// <param name="Name">What must hold, in words.</param>
/// <param name="Difference">Largest difference found, relative to the largest logit.</param>
/// <param name="Tolerance">Largest difference allowed.</param>
public sealed record ModelCheck(string Name, double Difference, double Tolerance)
{
    /// <summary>Whether it holds; a NaN does not.</summary>
    public bool Holds => Difference <= Tolerance;
}

/// <summary>Identities that are tested whenever a model is loaded; a model that fails one is refused with the numbers.</summary>
internal static class ModelChecks
{
    /// <summary>Other row counts choose other kernels, so results agree to float32's rounding and not to the bit.</summary>
    private const double Tolerance = 1e-4;

    private const int MostTokens = 12;

    public static IReadOnlyList<ModelCheck> Run(Decoder decoder)
    {
        using var scope = NewDisposeScope();
        var tokens = Tokens(decoder.Config);
        using var run = CleanRun.Of(decoder, tokens, CancellationToken.None);
        var last = new ForwardPass(decoder, [], tokens.Count, CancellationToken.None).Run(tokens, 0, null, null);
        var logits = decoder.Unembed(last[0]);                                                               // [T, V]
        return
        [
            new("A state put back where it came from changes nothing", SelfPatch(decoder, run, logits), Tolerance),
            new("The last layer through the unembedding gives the model's logits", LastLayerLens(decoder, run, logits), Tolerance),
            new("Token by token with a cache gives the same as all at once", Cached(decoder, tokens, logits), Tolerance),
        ];
    }

    /// <summary>Throws if one does not hold.</summary>
    public static IReadOnlyList<ModelCheck> Require(Decoder decoder)
    {
        var checks = Run(decoder);
        if (checks.Where(check => !check.Holds).ToList() is { Count: > 0 } failed)
        {
            throw new ModelLoadException("The model fails the checks that every model must pass, so its numbers cannot be trusted: " +
                string.Join("; ", failed.Select(check => FormattableString.Invariant($"{check.Name} (off by {check.Difference:0.0e+0}, allowed {check.Tolerance:0.0e+0})"))));
        }
        return checks;
    }

    /// <summary>The sweep's own path: S = T, i = i* in the middle, ℓ = ℓ*, read at the last token.</summary>
    private static double SelfPatch(Decoder decoder, CleanRun run, Tensor logits)
    {
        var position = run.Tokens.Count / 2;
        var layers = Layer.Blocks(decoder.Config.Blocks).Prepend(Layer.Embedding).ToList();
        var plan = new SweepPlan
        {
            Source = new PatchSource(run.Tokens, position),
            Target = new PatchTarget(run.Tokens, position),
            ReadoutPosition = run.Tokens.Count - 1,
            SourceLayers = layers,
            TargetLayers = layers,
        };
        var worst = 0.0;
        new Sweep(decoder, plan, run, run, CancellationToken.None).Run((target, column) =>
            worst = Worse(worst, Difference(column[layers.IndexOf(target)], logits[-1])));
        return worst;
    }

    /// <summary>Logit lens at the last layer: every position patched into itself and read there.</summary>
    private static double LastLayerLens(Decoder decoder, CleanRun run, Tensor logits) =>
        Difference(decoder.Unembed(run.States(new Layer(decoder.Config.Blocks - 1))), logits);

    private static double Cached(Decoder decoder, IReadOnlyList<int> tokens, Tensor logits)
    {
        using var cache = new KeyValueCache(decoder.Config.Blocks);
        var pass = new ForwardPass(decoder, [], tokens.Count, CancellationToken.None);
        var worst = 0.0;
        for (var start = 0; start < tokens.Count; start++)
            worst = Worse(worst, Difference(decoder.Unembed(pass.Run([tokens[start]], start, cache, null)[0, -1]), logits[start]));
        return worst;
    }

    private static double Difference(Tensor found, Tensor expected)
    {
        var scale = Math.Max(expected.abs().max().to(float64).item<double>(), 1e-12);
        return (found - expected).abs().max().to(float64).item<double>() / scale;
    }

    /// <summary>The larger of two differences, where NaN is larger than any.</summary>
    private static double Worse(double a, double b) => double.IsNaN(a) || double.IsNaN(b) ? double.NaN : Math.Max(a, b);

    /// <summary>Ids spread over the vocabulary: any will do, and no tokenizer is needed.</summary>
    private static IReadOnlyList<int> Tokens(DecoderConfig config)
    {
        var count = Math.Min(MostTokens, config.Context);
        return [.. Enumerable.Range(0, count).Select(i => (int)((i + 1) * 2654435761L % config.Vocabulary))];
    }
}
