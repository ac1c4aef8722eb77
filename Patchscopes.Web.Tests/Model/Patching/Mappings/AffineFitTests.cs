using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Patching.Mappings;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Patching.Mappings;

public sealed class AffineFitTests
{
    private const int Width = 6;
    private const int TargetWidth = 4;

    private static readonly Layer From = new(2);
    private static readonly Layer To = new(3);

    [Fact]
    public void Fit_OfALinearRelation_RecoversItAndExplainsAllThatWasHeldOut()
    {
        var known = new Known();
        var (source, target) = known.States(noise: 0);
        var fit = AffineFit.Fit(source, target, ridge: 1e-9, Token);
        var map = fit.Maps[(From, To)];
        Assert.Equal(1, map.R2, 6);
        Assert.Equal((400, 100), (fit.Positions, fit.HeldOut));
        var x = known.Vector();
        Assert.Equal(known.Image(x), map.Apply(x), (a, b) => Math.Abs(a - b) < 1e-3);
        for (var at = 0; at < known.Matrix.Length; at++)
            Assert.Equal(known.Matrix[at], map.Matrix[at], 3);
    }

    [Fact]
    public void R2_OfANoisyRelation_IsTheShareThatIsNotNoise()
    {
        // Signal and noise are made with known variances: each output is a sum of six products of unit variance.
        var (source, target) = new Known(flat: true).States(noise: Math.Sqrt(Width));
        Assert.InRange(AffineFit.Fit(source, target, 1e-6, Token).Maps[(From, To)].R2, 0.4, 0.6);
    }

    [Fact]
    public void R2_OfShuffledPairs_IsNoBetterThanTheMean()
    {
        var (source, target) = new Known().States(noise: 0);
        var shuffled = target.Of(To).ToArray().Chunk(TargetWidth).Index().OrderBy(row => (row.Index * 7919) % 500).SelectMany(row => row.Item).ToArray();
        var mixed = new TextStates(new() { [To] = shuffled }, target.Texts, TargetWidth);
        Assert.InRange(AffineFit.Fit(source, mixed, 1e-3, Token).Maps[(From, To)].R2, -0.2, 0.05);
    }

    [Fact]
    public void R2_IsMeasuredWhereNothingWasFitted()
    {
        // Held-out texts follow another relation, so a fit that is perfect on its own texts fails there.
        var (known, other) = (new Known(), new Known(seed: 9));
        var (source, target) = known.States(noise: 0);
        var y = target.Of(To).ToArray();
        foreach (var (row, text) in target.Texts.Index().Where(row => AffineFit.IsHeldOut(row.Item)))
            other.Image(source.Of(From).Slice(row * Width, Width).ToArray()).CopyTo(y.AsSpan(row * TargetWidth));
        Assert.True(AffineFit.Fit(source, new TextStates(new() { [To] = y }, target.Texts, TargetWidth), 1e-9, Token).Maps[(From, To)].R2 < 0.5);
    }

    [Theory]
    [InlineData(12, 11, "at least 12")]
    [InlineData(12, 12, null)]
    public void Refusal_BelowTwiceAsManyPositionsAsWidth_SaysHowManyAreNeeded(int needed, int fitted, string? says)
    {
        // Texts 0 to 3 of five are fitted to.
        var texts = Enumerable.Range(0, fitted).Select(at => at % 4).Concat([4, 4]).ToList();
        var refusal = AffineFit.Refusal(texts, needed / 2, 4, 1, 1);
        Assert.Equal(says is null, refusal is null);
        Assert.Contains(says ?? "", refusal ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Refusal_OfTooFewTextsOrTooManyMaps_SaysTheRemedy()
    {
        Assert.Contains("at least 5", AffineFit.Refusal([0, 1, 2, 3], 1, 1, 1, 1), StringComparison.Ordinal);
        Assert.Contains("fewer source or target layers", AffineFit.Refusal([.. Enumerable.Range(0, 20000)], 4096, 4096, 32, 32), StringComparison.Ordinal);
        var (source, target) = new Known().States(0, texts: 3);
        Assert.Contains("at least 5", Assert.Throws<MappingException>(() => AffineFit.Fit(source, target, 1, Token)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refusal_OfMorePositionsThanFitInMemory_SaysTheRemedy()
    {
        List<int> texts = [.. Enumerable.Range(0, 100_000)];
        Assert.Contains("fewer or shorter texts", AffineFit.Refusal(texts, 4096, 4096, 1, 1), StringComparison.Ordinal);
        Assert.Contains("fewer or shorter texts", AffineFit.Refusal(texts, 192, 192, 7, 7), StringComparison.Ordinal);
        Assert.Null(AffineFit.Refusal(texts, 192, 192, 6, 6));
    }

    [Fact]
    public void Refusal_WithoutTwoPositionsToTestAt_SaysWhichTextsAreTooShort()
    {
        // Six texts, of which the fifth is a single token: it has no position but the first, which is not used.
        Assert.Contains("longer texts there", AffineFit.Refusal([0, 0, 1, 1, 2, 2, 3, 3, 5, 5], 1, 1, 1, 1), StringComparison.Ordinal);
        Assert.Contains("longer texts there", AffineFit.Refusal([0, 0, 1, 1, 2, 2, 3, 3, 4], 1, 1, 1, 1), StringComparison.Ordinal);
        Assert.Null(AffineFit.Refusal([0, 0, 1, 1, 2, 2, 3, 3, 4, 4], 1, 1, 1, 1));
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(0f)]
    public void R2_OfATargetThatIsTheSameEverywhere_IsZero(float everywhere)
    {
        var (source, target) = new Known().States(noise: 0);
        var same = new TextStates(new() { [To] = [.. Enumerable.Repeat(everywhere, target.Of(To).Length)] }, target.Texts, TargetWidth);
        Assert.Equal(0, AffineFit.Fit(source, same, AffineFit.Ridge, Token).Maps[(From, To)].R2);
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(0f)]
    public void Fit_OfASourceThatIsTheSameEverywhere_GivesTheTargetsMean(float everywhere)
    {
        var (source, target) = new Known().States(noise: 0);
        var same = new TextStates(new() { [From] = [.. Enumerable.Repeat(everywhere, source.Of(From).Length)] }, source.Texts, Width);
        var map = AffineFit.Fit(same, target, AffineFit.Ridge, Token).Maps[(From, To)];
        Assert.InRange(map.R2, -0.2, 0.01);
        Assert.Equal(map.TargetMean, map.Apply(Enumerable.Repeat(everywhere, Width).ToArray()), (a, b) => Math.Abs(a - b) < 1e-3);
        Assert.Equal(map.TargetMean, map.Apply(new float[Width]), (a, b) => Math.Abs(a - b) < 1);
    }

    [Fact]
    public void Apply_ToSeveralVectors_MapsEachByItsOwnLayers()
    {
        var map = new AffineMap(From, To, [2, 0, 0, 3], [1, 1], [10, 20], 1);
        var other = map with { Source = To, Matrix = [1, 1, 1, 1], TargetMean = [0, 0] };
        var maps = new AffineMaps(new Dictionary<(Layer, Layer), AffineMap> { [(From, To)] = map, [(To, To)] = other }, 1, 1);
        var mapped = maps.Apply(PatchVectors.Everywhere([new float[] { 2, 2 }, new float[] { 3, 1 }]), [From, To]);
        Assert.Equal([12, 23, 2, 2], mapped.At(To).ToArray());
        Assert.Equal((2, 2), (mapped.Count, mapped.Width));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A known affine map and vectors that follow it.</summary>
    private sealed class Known(int seed = 3, bool flat = false)
    {
        private readonly Random _random = new(seed);
        private readonly double[] _offset = [5, -2, 0.5, 100];

        public double[] Matrix { get; } = [.. Made(seed, Width * TargetWidth, flat)];

        public float[] Vector() => [.. Enumerable.Range(0, Width).Select(_ => (float)Normal())];

        public float[] Image(float[] x) => [.. Enumerable.Range(0, TargetWidth).Select(column =>
            (float)(_offset[column] + Enumerable.Range(0, Width).Sum(row => x[row] * Matrix[(row * TargetWidth) + column])))];

        /// <summary>500 positions of some texts, one after the other.</summary>
        public (TextStates Source, TextStates Target) States(double noise, int texts = 50)
        {
            var x = Enumerable.Range(0, 500).Select(_ => Vector()).ToList();
            var y = x.SelectMany(vector => Image(vector).Select(number => (float)(number + (noise * Normal())))).ToArray();
            List<int> origins = [.. Enumerable.Range(0, 500).Select(position => position * texts / 500)];
            return (new TextStates(new() { [From] = [.. x.SelectMany(vector => vector)] }, origins, Width), new TextStates(new() { [To] = y }, origins, TargetWidth));
        }

        private static List<double> Made(int seed, int count, bool flat)
        {
            var random = new Random(seed + 1);
            return [.. Enumerable.Range(0, count).Select(_ => flat ? 1.0 : (random.NextDouble() * 4) - 2)];
        }

        private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
    }
}
