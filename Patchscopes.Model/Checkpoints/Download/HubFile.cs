namespace Patchscopes.Model.Checkpoints.Download;

/// <summary>A file of a model as the hub lists it.</summary>
/// <param name="Name">Its path; of the files that are taken, a bare name.</param>
/// <param name="Size">Bytes; null where the hub does not say.</param>
/// <param name="Sha256">SHA-256 in hexadecimal, for files of git's large file storage.</param>
/// <param name="GitId">Git's id of the other files: SHA-1 over a short prefix and the file.</param>
internal sealed record HubFile(string Name, long? Size, string? Sha256, string? GitId);

/// <summary>A model as the hub lists it.</summary>
/// <param name="Revision">The commit that the list is of, so that no file changes while others are fetched.</param>
/// <param name="Files">All of them, those in folders too.</param>
internal sealed record HubModel(string Revision, IReadOnlyList<HubFile> Files);
