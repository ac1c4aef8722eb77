using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Patching;

/// <summary>Where hidden states are read: prompt S as token ids, and the absolute position i.</summary>
public sealed record PatchSource(IReadOnlyList<int> Tokens, int Position);

/// <summary>Where they are put: prompt T as token ids, and the absolute position i*.</summary>
public sealed record PatchTarget(IReadOnlyList<int> Tokens, int Position);

/// <summary>
/// A whole map: for every source layer ℓ and target layer ℓ*, h(i, ℓ) of the source run replaces the target's state at
/// (i*, ℓ*), and the model says what comes next at the read-out position (Patchscopes, arXiv 2401.06102, §3.1, f = identity).
/// </summary>
public sealed record SweepPlan
{
    /// <summary>Source prompt and position i.</summary>
    public required PatchSource Source { get; init; }

    /// <summary>Target prompt and position i*.</summary>
    public required PatchTarget Target { get; init; }

    /// <summary>The absolute target position at which the next token is read.</summary>
    public required int ReadoutPosition { get; init; }

    /// <summary>Rows of the map, each layer once.</summary>
    public required IReadOnlyList<Layer> SourceLayers { get; init; }

    /// <summary>Columns of the map, each layer once.</summary>
    public required IReadOnlyList<Layer> TargetLayers { get; init; }

    /// <summary>How many tokens each cell holds, at least 1.</summary>
    public int TopK { get; init; } = 5;

    /// <summary>Number of cells, columns that cannot change included.</summary>
    public int Cells => SourceLayers.Count * TargetLayers.Count;

    /// <summary>
    /// Whether patches at <paramref name="target"/> cannot reach the read-out: it lies left of i*, or right of it and no
    /// block is left to carry the change there. Such columns show the unpatched target.
    /// </summary>
    public bool CannotChange(Layer target, int blocks) => CannotChange(target, blocks, Target.Position, ReadoutPosition);

    /// <summary>The same for a patched position i* and a read-out position of their own.</summary>
    public static bool CannotChange(Layer target, int blocks, int patched, int readout) =>
        readout < patched || (readout > patched && target.Index == blocks - 1);

    /// <summary>Throws unless the plan fits a model.</summary>
    /// <exception cref="ArgumentException">Something is out of range; the message names it.</exception>
    public void Check(DecoderConfig model)
    {
        CheckPrompt("source", Source.Tokens, Source.Position, model);
        CheckPrompt("target", Target.Tokens, Target.Position, model);
        RunChecks.Require(ReadoutPosition >= 0 && ReadoutPosition < Target.Tokens.Count, $"The read-out position {ReadoutPosition} is not in the target prompt.");
        RunChecks.Require(TopK >= 1, $"{TopK} tokens per cell: at least 1 is needed.");
        CheckLayers("source", SourceLayers, model);
        CheckLayers("target", TargetLayers, model);
    }

    private static void CheckPrompt(string role, IReadOnlyList<int> tokens, int position, DecoderConfig model)
    {
        RunChecks.Prompt($"{role} prompt", tokens, model);
        RunChecks.Require(position >= 0 && position < tokens.Count, $"The {role} position {position} is not in its prompt.");
    }

    private static void CheckLayers(string role, IReadOnlyList<Layer> layers, DecoderConfig model)
    {
        RunChecks.Require(layers.Count > 0, $"No {role} layer is asked for.");
        RunChecks.Require(layers.Distinct().Count() == layers.Count, $"A {role} layer is asked for twice.");
        RunChecks.Require(layers.All(layer => layer.IsIn(model.Blocks)), $"A {role} layer is beyond the model's {model.Blocks} blocks.");
    }
}
