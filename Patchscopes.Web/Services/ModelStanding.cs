namespace Patchscopes.Web.Services;

/// <summary>Whether a listed model is in memory.</summary>
public enum ModelState
{
    /// <summary>It is read when it is next needed.</summary>
    NotLoaded,

    /// <summary>It is being read.</summary>
    Loading,

    /// <summary>Its weights are in memory, and its checks hold.</summary>
    Ready,

    /// <summary>It could not be read when it was last asked for.</summary>
    Unusable,
}

/// <summary>How a listed model stands.</summary>
/// <param name="State">Whether it is in memory.</param>
/// <param name="Progress">Share of its weights that is read, 0 … 1, while it is being read.</param>
/// <param name="Problem">Why it could not be used, for visitors.</param>
public sealed record ModelStanding(ModelState State, double? Progress = null, string? Problem = null);
