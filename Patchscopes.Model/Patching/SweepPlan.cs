using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Patching;

/// <summary>Where hidden states are read: prompt S as token ids, and the absolute position i.</summary>
public sealed record PatchSource(IReadOnlyList<int> Tokens, int Position);

/// <summary>Where they are put: prompt T as token ids, and the absolute position i*.</summary>
public sealed record PatchTarget(IReadOnlyList<int> Tokens, int Position)
{
    /// <summary>Further absolute positions that get the same vector ("x x x", Racing Thoughts, arXiv 2410.02102), each once and not i*.</summary>
    public IReadOnlyList<int> Also { get; init; } = [];

    /// <summary>Every patched position, ascending.</summary>
    public IReadOnlyList<int> Positions => [.. Also.Append(Position).Order()];

    /// <summary>The first patched position: everything left of it is the same in every run.</summary>
    public int First => Also.Append(Position).Min();
}

/// <summary>
/// A whole map: for every source layer ℓ and target layer ℓ*, f(h(i, ℓ)) of the source run replaces the target's vector at
/// (i*, ℓ*), and the model says what comes next at the read-out position (Patchscopes, arXiv 2401.06102, §3.1).
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

    /// <summary>Where in the blocks vectors are read and put: after the block (the paper's own), or what attention or the feed-forward layer writes.</summary>
    public PatchSite Site { get; init; } = PatchSite.Residual;

    /// <summary>Token ids of texts whose probability at the read-out is given for each cell; one of several tokens must follow the prompt.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Answers { get; init; } = [];

    /// <summary>How many tokens each cell holds, at least 1.</summary>
    public int TopK { get; init; } = 5;

    /// <summary>Number of cells, columns that cannot change included.</summary>
    public int Cells => SourceLayers.Count * TargetLayers.Count;

    /// <summary>
    /// Whether patches at <paramref name="target"/> cannot reach the read-out: it lies left of i*, or right of it and no
    /// block is left to carry the change there. Such columns show the unpatched target.
    /// </summary>
    public bool CannotChange(Layer target, int blocks) => CannotChange(target, blocks, Target.Positions, ReadoutPosition);

    /// <summary>The same for patched positions and a read-out position of their own.</summary>
    public static bool CannotChange(Layer target, int blocks, IReadOnlyList<int> patched, int readout) =>
        !patched.Contains(readout) && (readout < patched.Min() || target.Index == blocks - 1);

    /// <summary>Throws unless the plan fits a model that runs both prompts.</summary>
    /// <exception cref="ArgumentException">Something is out of range; the message names it.</exception>
    public void Check(DecoderConfig model)
    {
        CheckSource(model);
        CheckTarget(model);
    }

    /// <summary>Throws unless what concerns the source fits the model that runs it.</summary>
    internal void CheckSource(DecoderConfig model)
    {
        CheckPrompt("source", Source.Tokens, Source.Position, model);
        CheckLayers("source", SourceLayers, model);
    }

    /// <summary>Throws unless what concerns the target fits the model that runs it.</summary>
    internal void CheckTarget(DecoderConfig model)
    {
        CheckPrompt("target", Target.Tokens, Target.Position, model);
        foreach (var position in Target.Also)
            RunChecks.Require(position >= 0 && position < Target.Tokens.Count, $"The target position {position} is not in its prompt.");
        RunChecks.Require(Target.Positions.Distinct().Count() == Target.Positions.Count, "A target position is patched twice.");
        RunChecks.Require(ReadoutPosition >= 0 && ReadoutPosition < Target.Tokens.Count, $"The read-out position {ReadoutPosition} is not in the target prompt.");
        RunChecks.Require(TopK >= 1, $"{TopK} tokens per cell: at least 1 is needed.");
        CheckLayers("target", TargetLayers, model);
        foreach (var answer in Answers)
            CheckAnswer(answer, model);
    }

    private void CheckAnswer(IReadOnlyList<int> answer, DecoderConfig model)
    {
        RunChecks.Prompt("answer", answer, model);
        if (answer.Count == 1)
            return;
        RunChecks.Require(ReadoutPosition == Target.Tokens.Count - 1, "An answer of several tokens is read after the last token of the target prompt.");
        RunChecks.Require(Target.Tokens.Count + answer.Count - 1 <= model.Context, $"The target prompt and an answer of {answer.Count} tokens are longer than the model's {model.Context}.");
    }

    private static void CheckPrompt(string role, IReadOnlyList<int> tokens, int position, DecoderConfig model)
    {
        RunChecks.Prompt($"{role} prompt", tokens, model);
        RunChecks.Require(position >= 0 && position < tokens.Count, $"The {role} position {position} is not in its prompt.");
    }

    private void CheckLayers(string role, IReadOnlyList<Layer> layers, DecoderConfig model)
    {
        RunChecks.Require(layers.Count > 0, $"No {role} layer is asked for.");
        RunChecks.Require(layers.Distinct().Count() == layers.Count, $"A {role} layer is asked for twice.");
        RunChecks.Require(layers.All(layer => layer.IsIn(model.Blocks)), $"A {role} layer is beyond the model's {model.Blocks} blocks.");
        RunChecks.Require(Site is PatchSite.Residual || layers.All(layer => !layer.IsEmbedding), $"The embedding output has no {Site} site.");
    }
}
