using Microsoft.Extensions.Options;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Limits;
using Patchscopes.Web.Storage;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Exports;

/// <summary>Takes a visitor's file in: its address is charged for what it sends as it comes, whether or not it is a run, and what is one is kept.</summary>
internal sealed class RunImporter(IRunStore store, KeepLimit limit, IOptions<StorageOptions> options)
{
    private const int Part = 1 << 16;

    private readonly StorageOptions _storage = options.Value;

    /// <summary>Reads a file and keeps its run, marked as imported.</summary>
    /// <param name="file">The file, which is read once.</param>
    /// <param name="length">Its length in bytes as the sender says it; null: not said.</param>
    /// <param name="days">For how long it is kept; null: as long as the server allows.</param>
    /// <param name="cancellationToken">Ends it; then nothing is kept.</param>
    /// <exception cref="RequestRefusedException">It is too large, no saved run, or the address has sent as much as it may for now.</exception>
    public async Task<(SavedRun Run, KeptRun Kept)> ImportAsync(Stream file, long? length, int? days, CancellationToken cancellationToken)
    {
        if (length > _storage.LargestFile)
            throw RunImport.TooLarge(_storage);
        // All at once where it can be: by parts, whoever waits for one part's share would spend it in vain on the first.
        if (length is { } known)
            limit.Charge(known);
        using var read = await ReadAsync(file, isCharged: length is not null, cancellationToken);
        var run = RunImport.Read(read, _storage.LargestRun);
        return (run, await store.KeepAsync(run, days, isImported: true, cancellationToken));
    }

    private async Task<MemoryStream> ReadAsync(Stream file, bool isCharged, CancellationToken cancellationToken)
    {
        var read = new MemoryStream();
        var part = new byte[Part];
        while (await file.ReadAsync(part, cancellationToken) is > 0 and var count)
        {
            if (!isCharged)
                limit.Charge(count);
            if (read.Length + count > _storage.LargestFile)
                throw RunImport.TooLarge(_storage);
            await read.WriteAsync(part.AsMemory(0, count), cancellationToken);
        }
        read.Position = 0;
        return read;
    }
}
