using Patchscopes.Model.Lenses;
using Patchscopes.Model.Patching;

namespace Patchscopes.Model.Stages;

/// <summary>Everything that decides a trace.</summary>
public sealed record TracePlan
{
    /// <summary>The prompt's token ids.</summary>
    public required IReadOnlyList<int> Tokens { get; init; }

    /// <summary>The traced position, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>How states are read.</summary>
    public LensKind Lens { get; init; }

    /// <summary>x; null: found in the prompt, see <see cref="ArgumentFinder"/>.</summary>
    public StageWord? Argument { get; init; }

    /// <summary>The text that x is sought in where nobody gave it; null: the prompt up to the traced position. A message stands among markers of a chat template, which are no question.</summary>
    public string? Message { get; init; }

    /// <summary>y; null: whatever the model says in the end.</summary>
    public StageWord? Answer { get; init; }

    /// <summary>Whether the run goes on to say the whole word that its top token begins, where no answer was given.</summary>
    public bool CompletesWord { get; init; }

    /// <summary>How many tokens are given for each state.</summary>
    public int TopK { get; init; } = 10;

    /// <summary>What is done to the run; empty for the run as it is.</summary>
    public IReadOnlyList<Intervention> Interventions { get; init; } = [];

    /// <summary>What the stages are decided by.</summary>
    public StageThresholds Thresholds { get; init; } = new();
}
