namespace Patchscopes.Web.Storage;

/// <summary>A kept run as a row of the database.</summary>
internal sealed class StoredRun
{
    /// <summary>The end of its address, <c>/p/{id}</c>.</summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 of the key that changes and deletes it; the key itself is only with its owner.</summary>
    public required byte[] OwnerKeyHash { get; init; }

    /// <summary>When it was kept.</summary>
    public required DateTimeOffset Kept { get; init; }

    /// <summary>From when on it is gone; null: it stays.</summary>
    public DateTimeOffset? Expires { get; set; }

    /// <summary>Schema of <see cref="Content"/>, so that a newer server's run is refused before it is unpacked.</summary>
    public required int Schema { get; init; }

    /// <summary>Whether it came from a file, so that its numbers are only that file's word.</summary>
    public required bool IsImported { get; init; }

    /// <summary>Its name; empty without one.</summary>
    public required string Title { get; set; }

    /// <summary>Who made it; empty without a name.</summary>
    public required string Author { get; set; }

    /// <summary>What its owner wrote about it.</summary>
    public required string Notes { get; set; }

    /// <summary>The run's JSON, compressed with Brotli.</summary>
    public required byte[] Content { get; init; }

    /// <summary>Length of <see cref="Content"/>, in bytes.</summary>
    public required int Bytes { get; init; }
}
