using Patchscopes.Model.Architecture;
using static TorchSharp.torch;

namespace Patchscopes.Model.Patching.Mappings;

/// <summary>
/// Fits affine maps by ridge regression, in float64: A = (XᵀX + λI)⁻¹XᵀY of centred vectors, λ a share of the mean
/// eigenvalue of XᵀX. With M = M* and the last layer as target this is the least-squares "tuned lens" of the Patchscopes
/// paper (§4.1), with two models its cross-model map (§4.4).
/// </summary>
public static class AffineFit
{
    /// <summary>λ as a share of the mean eigenvalue: enough for directions that the texts hardly move in, little for the others.</summary>
    public const double Ridge = 1e-3;

    /// <summary>Every so many-th text is held out.</summary>
    public const int HoldsOutEvery = 5;

    /// <summary>Most numbers of all maps together, and of all vectors that they are fitted to: 1 GB each in float32.</summary>
    public const long MostNumbers = 1L << 28;

    /// <summary>Fewest positions to test maps at: one alone has no variance.</summary>
    private const int FewestHeldOut = 2;

    /// <summary>Variance below this share of the squared length is what rounding to float32 leaves of none.</summary>
    private const double Rounding = 1e-14;

    /// <summary>Says why maps cannot be fitted, before anything is run; null where they can.</summary>
    /// <param name="texts">Which text each position is of.</param>
    /// <param name="width">d, of the source's vectors.</param>
    /// <param name="targetWidth">d*, of the target's.</param>
    /// <param name="sources">How many source layers.</param>
    /// <param name="targets">How many target layers; there is a map for each pair.</param>
    public static string? Refusal(IReadOnlyList<int> texts, int width, int targetWidth, int sources, int targets)
    {
        var fitted = texts.Count(text => !IsHeldOut(text));
        if (texts.Distinct().Count() < HoldsOutEvery)
            return $"The list has {texts.Distinct().Count()} texts that a map can be fitted to: give at least {HoldsOutEvery}, for every fifth is kept out of the fit to test it on.";
        if (fitted < 2 * width)
            return $"The texts give {fitted} positions to fit to, but a map from vectors of width {width} needs at least {2 * width}, twice the width: give more or longer texts.";
        if (texts.Count - fitted < FewestHeldOut)
            return $"Every fifth text is kept out of the fit to test it on, but those have {texts.Count - fitted} positions of the {FewestHeldOut} that this takes: give longer texts there.";
        if ((long)sources * targets * width * targetWidth > MostNumbers)
            return $"{sources * targets} maps from width {width} to {targetWidth} do not fit in memory: choose fewer source or target layers.";
        if (texts.Count * (((long)sources * width) + ((long)targets * targetWidth)) > MostNumbers)
            return $"The vectors of {texts.Count} positions at {sources} source and {targets} target layers do not fit in memory: give fewer or shorter texts, or choose fewer layers.";
        return null;
    }

    /// <summary>Whether a text, counted from 0, is kept out of fits.</summary>
    public static bool IsHeldOut(int text) => text % HoldsOutEvery == HoldsOutEvery - 1;

    /// <summary>Fits the map of every pair of the layers of two sets of vectors.</summary>
    /// <param name="source">Vectors of M at positions of texts.</param>
    /// <param name="target">Vectors of M* at the same places.</param>
    /// <param name="ridge">λ as a share of the mean eigenvalue.</param>
    /// <param name="cancellationToken">Polled between maps.</param>
    /// <exception cref="MappingException">There are too few positions or texts, or too many maps.</exception>
    public static AffineMaps Fit(TextStates source, TextStates target, double ridge, CancellationToken cancellationToken)
    {
        if (Refusal(source.Texts, source.Width, target.Width, source.Layers.Count, target.Layers.Count) is { } refusal)
            throw new MappingException(refusal);
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var fitted = source.Texts.Index().Where(row => !IsHeldOut(row.Item)).Select(row => (long)row.Index).ToArray();
        var heldOut = source.Texts.Index().Where(row => IsHeldOut(row.Item)).Select(row => (long)row.Index).ToArray();
        var targets = target.Layers.ToDictionary(layer => layer, layer => Split(target, layer, fitted, heldOut));
        var maps = new Dictionary<(Layer, Layer), AffineMap>();
        foreach (var from in source.Layers)
        {
            using var step = NewDisposeScope();
            var x = Split(source, from, fitted, heldOut);
            var factor = linalg.cholesky(Damped(x, ridge));
            foreach (var to in target.Layers)
            {
                cancellationToken.ThrowIfCancellationRequested();
                maps[(from, to)] = Fit(from, to, x, targets[to], factor);
            }
        }
        return new AffineMaps(maps, fitted.Length, heldOut.Length);
    }

    private static AffineMap Fit(Layer from, Layer to, Halves x, Halves y, Tensor factor)
    {
        using var scope = NewDisposeScope();
        var matrix = x.Fitted.transpose(0, 1).mm(y.Fitted).cholesky_solve(factor);                           // [d, d*]
        var missed = y.HeldOut.sub(x.HeldOut.mm(matrix));
        var spread = y.HeldOut.sub(y.HeldOut.mean([0], keepdim: true));
        var variance = Squares(spread);
        // A layer that holds the same everywhere has no variance of which a share could be explained.
        var r2 = variance > Rounding * Squares(y.HeldOut.Plus(y.Mean)) ? 1 - (Squares(missed) / variance) : 0;
        return new AffineMap(from, to, matrix.ToFloats(), x.Mean.ToFloats(), y.Mean.ToFloats(), r2);
    }

    /// <summary>
    /// XᵀX + λI. Where a layer holds the same everywhere, as the embedding output does at equal tokens, XᵀX is zero but for
    /// rounding: λ is then a share of what rounding may leave, and the map gives the target's mean.
    /// </summary>
    private static Tensor Damped(Halves x, double ridge)
    {
        var products = x.Fitted.transpose(0, 1).mm(x.Fitted);
        var (width, count) = ((int)products.shape[0], x.Fitted.shape[0]);
        var least = Rounding * count * (1 + Squares(x.Mean));
        return products.Plus(eye(width, dtype: ScalarType.Float64).Times(Math.Max(ridge * products.trace().item<double>(), least) / width));
    }

    private static double Squares(Tensor numbers)
    {
        using var scope = NewDisposeScope();
        return numbers.mul(numbers).sum().item<double>();
    }

    /// <summary>The vectors of a layer less their mean over the fit, those of the fit and those held out.</summary>
    private static Halves Split(TextStates states, Layer layer, long[] fitted, long[] heldOut)
    {
        var all = tensor(states.Of(layer).ToArray(), [states.Texts.Count, states.Width]).to(ScalarType.Float64);
        var own = all.index_select(0, tensor(fitted));
        var mean = own.mean([0], keepdim: true);                                                             // [1, d]
        return new Halves(own.sub(mean), all.index_select(0, tensor(heldOut)).sub(mean), mean);
    }

    private sealed record Halves(Tensor Fitted, Tensor HeldOut, Tensor Mean);
}
