using Patchscopes.Web.Services;

namespace Patchscopes.Web.Storage.Saved;

/// <summary>The page that a run was kept from.</summary>
public enum SavedPlace
{
    /// <summary>The explorer: a map.</summary>
    Explore,

    /// <summary>The stages tab: traces.</summary>
    Stages,
}

/// <summary>
/// A run with everything that its page showed: what was asked for, and every number that came. The JSON that is exported,
/// imported and stored (docs/api.md); it opens without the model.
/// </summary>
public sealed record SavedRun
{
    /// <summary>The newest form of this record that is known here.</summary>
    public const int NewestSchema = 1;

    /// <summary>The longest <see cref="View"/>, in UTF-16 units; a class is shown none that is longer either.</summary>
    public const int LongestView = 1 << 18;

    /// <summary>The form of this record.</summary>
    public int Schema { get; init; } = NewestSchema;

    /// <summary>Which page it is of.</summary>
    public required SavedPlace Place { get; init; }

    /// <summary>What its owner says about it.</summary>
    public RunWords Words { get; init; } = RunWords.None;

    /// <summary>When its numbers were put together.</summary>
    public required DateTimeOffset Made { get; init; }

    /// <summary>Program and version that made it, "Patchscopes 1.0.0".</summary>
    public required string Software { get; init; }

    /// <summary>Where the numbers come from where that program did not compute them; null: it did.</summary>
    public string? Origin { get; init; }

    /// <summary>What layers, states and positions mean in it.</summary>
    public SavedConventions Conventions { get; init; } = SavedConventions.Ours;

    /// <summary>The page's query string: what was asked for, and how it was shown.</summary>
    public required string View { get; init; }

    /// <summary>The models that took part: shape, type that they computed in, SHA-256 of their files.</summary>
    public required IReadOnlyList<ModelDescription> Models { get; init; }

    /// <summary>Maps, and cells in full.</summary>
    public IReadOnlyList<SavedSweep> Sweeps { get; init; } = [];

    /// <summary>Lens tables.</summary>
    public IReadOnlyList<SavedLens> Lenses { get; init; } = [];

    /// <summary>Traces of the stages tab.</summary>
    public IReadOnlyList<SavedTrace> Traces { get; init; } = [];
}
