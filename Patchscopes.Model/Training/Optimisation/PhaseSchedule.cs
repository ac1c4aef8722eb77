namespace Patchscopes.Model.Training.Optimisation;

/// <summary>How long a phase is and how fast it learns.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Words">What is being learnt, for the progress bar.</param>
/// <param name="Steps">Steps of the phase.</param>
/// <param name="HighestRate">The learning rate after the warm-up.</param>
internal sealed record PhaseSchedule(TrainingPhase Phase, string Words, int Steps, double HighestRate)
{
    private const int WarmUp = 60;

    /// <summary>The rate falls along a cosine to this share of the highest.</summary>
    private const double LastShare = .03;

    /// <summary>The phases in their order.</summary>
    public static IReadOnlyList<PhaseSchedule> All { get; } =
    [
        new(TrainingPhase.Copying, "copying", 1200, 2e-3),
        new(TrainingPhase.Relations, "relations", 1800, 3e-3),
        new(TrainingPhase.Lists, "lists", 3000, 2.2e-3),
    ];

    /// <summary>The learning rate of a step.</summary>
    public double Rate(int step) => step < WarmUp
        ? HighestRate * (step + 1) / WarmUp
        : HighestRate * (LastShare + (1 - LastShare) * .5 * (1 + Math.Cos(Math.PI * (step - WarmUp) / Math.Max(1, Steps - WarmUp))));

    /// <summary>What is left of the hints' weight: all of it, then falling to nothing over the last third.</summary>
    public double HintShare(int step) => Math.Min(1, 3 * (1 - (double)step / Steps));
}
