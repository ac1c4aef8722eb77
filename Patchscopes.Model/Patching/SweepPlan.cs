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
    public bool CannotChange(Layer target, int blocks) =>
        ReadoutPosition < Target.Position || (ReadoutPosition > Target.Position && target.Index == blocks - 1);

    /// <summary>Throws unless the plan fits a model.</summary>
    /// <exception cref="ArgumentException">Something is out of range; the message names it.</exception>
    public void Check(DecoderConfig model)
    {
        CheckPrompt("source", Source.Tokens, Source.Position, model);
        CheckPrompt("target", Target.Tokens, Target.Position, model);
        Require(ReadoutPosition >= 0 && ReadoutPosition < Target.Tokens.Count, $"The read-out position {ReadoutPosition} is not in the target prompt.");
        Require(TopK >= 1, $"{TopK} tokens per cell: at least 1 is needed.");
        CheckLayers("source", SourceLayers, model);
        CheckLayers("target", TargetLayers, model);
    }

    private static void CheckPrompt(string role, IReadOnlyList<int> tokens, int position, DecoderConfig model)
    {
        Require(tokens.Count > 0, $"The {role} prompt is empty.");
        Require(tokens.Count <= model.Context, $"The {role} prompt has {tokens.Count} tokens; the model reads {model.Context}.");
        Require(position >= 0 && position < tokens.Count, $"The {role} position {position} is not in its prompt.");
        Require(tokens.All(id => id >= 0 && id < model.Vocabulary), $"The {role} prompt has a token id beyond the vocabulary.");
    }

    private static void CheckLayers(string role, IReadOnlyList<Layer> layers, DecoderConfig model)
    {
        Require(layers.Count > 0, $"No {role} layer is asked for.");
        Require(layers.Distinct().Count() == layers.Count, $"A {role} layer is asked for twice.");
        Require(layers.All(layer => layer.IsIn(model.Blocks)), $"A {role} layer is beyond the model's {model.Blocks} blocks.");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new ArgumentException(otherwise);
    }
}
