using Patchscopes.Model.Patching;

namespace Patchscopes.Web.Services.Stages;

/// <summary>What an intervention does.</summary>
public enum InterventionKind
{
    /// <summary>Removes: x ← 0.</summary>
    Zero,

    /// <summary>x ← v.</summary>
    Replace,

    /// <summary>x ← x + v.</summary>
    Add,

    /// <summary>x ← a·x.</summary>
    Scale,

    /// <summary>Forbids a position to attend to an earlier one.</summary>
    CutAttention,
}

/// <summary>One intervention on a run.</summary>
public sealed record InterventionRequest
{
    /// <summary>What happens.</summary>
    public required InterventionKind Kind { get; init; }

    /// <summary>Where in the block: "residual", "mid", "attention" or "mlp" in the API; null for a cut of attention.</summary>
    public PatchSite? Site { get; init; }

    /// <summary>The blocks in which it acts; null for a cut of attention in every block.</summary>
    public IReadOnlyList<int>? Layers { get; init; }

    /// <summary>Positions, negative ones from the end; null: the traced position. Empty: every position of the prompt.</summary>
    public IReadOnlyList<int>? Positions { get; init; }

    /// <summary>The position that is attended to, for a cut of attention.</summary>
    public int? From { get; init; }

    /// <summary>The position that attends; null: the traced position.</summary>
    public int? To { get; init; }

    /// <summary>v, as many numbers as the model is wide; for "replace" and "add" either this or <see cref="VectorFrom"/>.</summary>
    public IReadOnlyList<float>? Vector { get; init; }

    /// <summary>Where v is taken from instead: another prompt's plain run, at this intervention's site. At the site "mlp" that is an o-vector.</summary>
    public VectorSource? VectorFrom { get; init; }

    /// <summary>a.</summary>
    public double? Factor { get; init; }
}
