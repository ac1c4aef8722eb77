using Patchscopes.Web.Services;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Storage;

/// <summary>Keeps runs with their numbers. Every refusal is a <see cref="RequestRefusedException"/> with words for the visitor; after one nothing is half-stored.</summary>
public interface IRunStore
{
    /// <summary>The most days for which a run is kept; 0: no end.</summary>
    int MostDays { get; }

    /// <summary>Keeps a run.</summary>
    /// <param name="run">The run, whole.</param>
    /// <param name="days">For how many days; null: as long as the store allows.</param>
    /// <param name="isImported">Whether it came from a file.</param>
    /// <param name="cancellationToken">Gives up; nothing is kept then.</param>
    /// <exception cref="RequestRefusedException">It is too large, or the store is full or out of reach.</exception>
    Task<KeptRun> KeepAsync(SavedRun run, int? days, bool isImported, CancellationToken cancellationToken);

    /// <summary>Opens a kept run.</summary>
    /// <exception cref="RequestRefusedException">There is none of this id, it has expired, or a newer version of the program wrote it.</exception>
    Task<OpenedRun> OpenAsync(string id, CancellationToken cancellationToken);

    /// <summary>Changes what is said about a run.</summary>
    /// <exception cref="RequestRefusedException">There is none of this id, or the key is not its owner's.</exception>
    Task ChangeAsync(string id, string ownerKey, RunWords words, CancellationToken cancellationToken);

    /// <summary>Deletes a run.</summary>
    /// <exception cref="RequestRefusedException">There is none of this id, or the key is not its owner's.</exception>
    Task DeleteAsync(string id, string ownerKey, CancellationToken cancellationToken);
}

/// <summary>What the owner of a run gets when it is kept.</summary>
/// <param name="Id">The end of its address, <c>/p/{id}</c>.</param>
/// <param name="OwnerKey">Changes and deletes it. It is told once, and only its hash is stored.</param>
/// <param name="Expires">From when on it is gone; null: it stays.</param>
public sealed record KeptRun(string Id, string OwnerKey, DateTimeOffset? Expires);

/// <summary>A kept run.</summary>
/// <param name="Id">The end of its address.</param>
/// <param name="Run">The run, with what its owner says about it now.</param>
/// <param name="Kept">When it was kept.</param>
/// <param name="Expires">From when on it is gone; null: it stays.</param>
/// <param name="IsImported">Whether it came from a file, so that its numbers are only that file's word.</param>
public sealed record OpenedRun(string Id, SavedRun Run, DateTimeOffset Kept, DateTimeOffset? Expires, bool IsImported)
{
    /// <summary>Whether it is part of the program, and so can be neither changed nor deleted.</summary>
    public bool IsShipped { get; init; }
}
