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

    /// <summary>All at once, in one phase.</summary>
    public static IReadOnlyList<PhaseSchedule> AtOnce { get; } = [new(TrainingPhase.AtOnce, "all at once", 5000, 2e-3)];

    /// <summary>The phases that lead to sharp stages, in their order.</summary>
    public static IReadOnlyList<PhaseSchedule> Staged { get; } =
    [
        new(TrainingPhase.Copying, "copying", 1200, 2e-3),
        new(TrainingPhase.Relations, "relations", 1800, 3e-3),
        new(TrainingPhase.Lists, "lists", 1300, 2.5e-3),
        new(TrainingPhase.ListsTogether, "lists together", 1200, 2.2e-3),
        new(TrainingPhase.ListsHinted, "lists with hints", 800, 1.5e-3),
        new(TrainingPhase.ListsBalanced, "lists balanced", 700, 1.5e-3),
        new(TrainingPhase.IdentityLists, "identity lists", 240, 6e-4),
    ];

    /// <summary>The learning rate of a step.</summary>
    public double Rate(int step) => step < WarmUp
        ? HighestRate * (step + 1) / WarmUp
        : HighestRate * (LastShare + (1 - LastShare) * .5 * (1 + Math.Cos(Math.PI * (step - WarmUp) / Math.Max(1, Steps - WarmUp))));

    /// <summary>What is left of the hints' weight: all of it, then falling to nothing over the last third.</summary>
    public double HintShare(int step) => Math.Min(1, 3 * (1 - (double)step / Steps));
}
