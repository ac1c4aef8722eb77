using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Patching;

/// <summary>Where in a block an intervention acts.</summary>
public enum PatchSite
{
    /// <summary>The residual stream after the block (for <see cref="Layer.Embedding"/>: the input of block 0).</summary>
    Residual,

    /// <summary>The residual stream between attention and feed-forward layer.</summary>
    Mid,

    /// <summary>What attention adds to the residual stream.</summary>
    AttentionWrite,

    /// <summary>What the feed-forward layer adds to the residual stream.</summary>
    FeedForwardWrite,
}

/// <summary>
/// Something done to a run, as data: it is given to a forward pass and gone with it, so nothing can leak into the next run.
/// </summary>
public abstract record Intervention;

/// <summary>Changes the vectors at a site.</summary>
public sealed record StateIntervention : Intervention
{
    /// <summary>The block, or the embedding output (then the site must be <see cref="PatchSite.Residual"/>).</summary>
    public required Layer Layer { get; init; }

    /// <summary>Where in the block.</summary>
    public PatchSite Site { get; init; } = PatchSite.Residual;

    /// <summary>Absolute positions; null: every position of the prompt.</summary>
    public IReadOnlyList<int>? Positions { get; init; }

    /// <summary>Whether it also acts on positions that are generated after the prompt (those listed, or all).</summary>
    public bool AlsoGenerated { get; init; }

    /// <summary>What happens to each vector.</summary>
    public required StateEdit Edit { get; init; }

    /// <summary>The residual patch of the Patchscopes paper: h replaces the state of one position after one layer.</summary>
    public static StateIntervention Patch(Layer layer, int position, ReadOnlyMemory<float> state) =>
        new() { Layer = layer, Positions = [position], Edit = new StateEdit.Replace(state) };
}

/// <summary>What happens to a vector of the residual stream or to a write, [d].</summary>
public abstract record StateEdit
{
    private StateEdit()
    {
    }

    /// <summary>x ← v: what a Patchscope does.</summary>
    public sealed record Replace(ReadOnlyMemory<float> Vector) : StateEdit;

    /// <summary>x ← x + v.</summary>
    public sealed record Add(ReadOnlyMemory<float> Vector) : StateEdit;

    /// <summary>x ← a·x; a = 0 removes it.</summary>
    public sealed record Scale(float Factor) : StateEdit;
}

/// <summary>Forbids one position to attend to another (attention knockout).</summary>
public sealed record AttentionEdge : Intervention
{
    /// <summary>The blocks in which the edge is cut; null: all.</summary>
    public IReadOnlyList<Layer>? Layers { get; init; }

    /// <summary>The position attended to.</summary>
    public required int From { get; init; }

    /// <summary>The position that attends; not <see cref="From"/> itself, for a token with nothing to attend to has no output.</summary>
    public required int To { get; init; }
}
