namespace Patchscopes.Tools.Verify;

/// <summary>Numbers that are judged together: the largest difference counts relative to the largest expected value.</summary>
internal sealed class GoldenDifference(string kind)
{
    private double _difference;

    public string Kind { get; } = kind;

    /// <summary>Whether the case holds such numbers.</summary>
    public bool Any { get; private set; }

    /// <summary>The largest expected value.</summary>
    public double Scale { get; private set; }

    public double Relative => Scale == 0 ? _difference : _difference / Scale;

    public void Add(ReadOnlySpan<float> found, ReadOnlySpan<float> expected)
    {
        if (found.Length != expected.Length)
            throw new InvalidDataException($"{Kind}: {found.Length} numbers computed, {expected.Length} expected.");
        Any = true;
        for (var i = 0; i < found.Length; i++)
        {
            Scale = Math.Max(Scale, Math.Abs((double)expected[i]));
            // Math.Max keeps a NaN on either side, so a NaN fails the case.
            _difference = Math.Max(_difference, Math.Abs((double)found[i] - expected[i]));
        }
    }
}

/// <summary>What came of one golden case.</summary>
/// <param name="Failure">Why it could not be run; null where it was.</param>
/// <param name="Differences">Largest relative difference by kind.</param>
/// <param name="Generations">Number of continuations, the unpatched one included.</param>
/// <param name="EqualGenerations">How many of them are equal.</param>
internal sealed record GoldenOutcome(string? Failure, IReadOnlyList<GoldenDifference> Differences, int Generations, int EqualGenerations)
{
    /// <summary>Largest relative difference allowed.</summary>
    public const double Tolerance = 1e-4;

    public bool Passes =>
        Failure is null && Differences.All(difference => difference.Relative <= Tolerance) && EqualGenerations == Generations;

    public static GoldenOutcome Failed(string reason) => new(reason, [], 0, 0);

    public string InWords() => Failure ?? FormattableString.Invariant(
        $"{string.Join(", ", Differences.Select(InWords))}, generations {EqualGenerations}/{Generations} equal");

    private static string InWords(GoldenDifference difference) =>
        difference.Any ? FormattableString.Invariant($"{difference.Kind} {difference.Relative:0.0e+00}") : $"{difference.Kind} none given";
}
