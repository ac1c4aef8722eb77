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
    private const int MostTokens = 12;

    /// <summary>
    /// Other row counts choose other kernels, so results agree to the rounding of the type that is computed in, over all
    /// blocks, and not to the bit: float32 keeps 24 binary digits, float16 11, bfloat16 8.
    /// </summary>
    public static double Tolerance(ScalarType type) => type switch
    {
        ScalarType.BFloat16 => 0.1,
        ScalarType.Float16 => 0.02,
        _ => 1e-4,
    };

    public static IReadOnlyList<ModelCheck> Run(Decoder decoder)
    {
        using var run = CleanRun.Of(decoder, Tokens(decoder.Config), false, CancellationToken.None);
        return Run(decoder, run);
    }

    /// <summary>The same, with the run that the sweeps start from.</summary>
    public static IReadOnlyList<ModelCheck> Run(Decoder decoder, CleanRun run)
    {
        using var scope = NewDisposeScope();
        var (tokens, allowed) = (run.Tokens, Tolerance(decoder.Weights.TokenEmbedding.dtype));
        var last = new ForwardPass(decoder, [], tokens.Count, CancellationToken.None).Run(tokens, 0, null, null);
        var logits = decoder.Unembed(last[0]);                                                               // [T, V]
        return
        [
            new("A state put back where it came from changes nothing", SelfPatch(decoder, run, logits), allowed),
            new("The last layer through the unembedding gives the model's logits", LastLayerLens(decoder, run, logits), allowed),
            new("Token by token with a cache gives the same as all at once", Cached(decoder, tokens, logits), allowed),
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
    private static double SelfPatch(Decoder decoder, CleanRun run, Tensor logits) => Sweep(
        decoder, run, run.Tokens.Count / 2, run.Tokens.Count - 1, [Layer.Embedding, .. Layer.Blocks(decoder.Config.Blocks)], logits);

    /// <summary>The sweep as logit lens: ℓ = ℓ* = L − 1, every position patched into itself and read there.</summary>
    private static double LastLayerLens(Decoder decoder, CleanRun run, Tensor logits) => Enumerable.Range(0, run.Tokens.Count)
        .Select(position => Sweep(decoder, run, position, position, [new Layer(decoder.Config.Blocks - 1)], logits))
        .Aggregate(Worse);

    /// <summary>How far cells ℓ = ℓ* of a prompt patched into itself are from its own logits [T, V].</summary>
    private static double Sweep(Decoder decoder, CleanRun run, int patched, int readout, List<Layer> layers, Tensor logits)
    {
        var plan = new SweepPlan
        {
            Source = new PatchSource(run.Tokens, patched),
            Target = new PatchTarget(run.Tokens, patched),
            ReadoutPosition = readout,
            SourceLayers = layers,
            TargetLayers = layers,
        };
        var worst = 0.0;
        var states = PatchVectors.Everywhere([.. layers.Select(layer => (ReadOnlyMemory<float>)run.States(layer)[patched].ToFloats())]);
        new Sweep(decoder, plan, run, states, CancellationToken.None).Run((target, column) =>
            worst = Worse(worst, Difference(column[layers.IndexOf(target)], logits[readout])));
        return worst;
    }

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
