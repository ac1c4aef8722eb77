namespace Patchscopes.Web.Storage;

/// <summary>A room of a class as a row of the database, so that it survives a restart.</summary>
internal sealed class StoredRoom
{
    /// <summary>The code that students type.</summary>
    public required string Code { get; init; }

    /// <summary>SHA-256 of the teacher's key.</summary>
    public required byte[] OwnerKeyHash { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset Opened { get; init; }

    /// <summary>From when on it is gone.</summary>
    public required DateTimeOffset Expires { get; set; }

    /// <summary>Counts what the teacher showed.</summary>
    public required long Version { get; set; }

    /// <summary>The page's path without a slash.</summary>
    public required string Place { get; set; }

    /// <summary>The query string of the teacher's view.</summary>
    public required string View { get; set; }

    /// <summary>What it is of, in short.</summary>
    public required string About { get; set; }

    /// <summary>The teacher's model.</summary>
    public required string Model { get; set; }

    /// <summary>Whether followers keep that model in their own copies.</summary>
    public required bool PinsModel { get; set; }

    /// <summary>Whether followers can only change prompts and tokens there.</summary>
    public required bool LocksKnobs { get; set; }

    /// <summary>What followers tried, as JSON.</summary>
    public required string Tried { get; set; }
}
