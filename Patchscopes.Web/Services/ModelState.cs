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
