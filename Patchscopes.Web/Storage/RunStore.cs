using System.IO.Compression;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Limits;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Storage;

/// <summary>Keeps runs in the database.</summary>
internal sealed class RunStore(IDbContextFactory<StoreContext> contexts, IOptions<StorageOptions> options, KeepLimit limit, TimeProvider time, ILogger<RunStore> log) : IRunStore
{
    private const int BytesPerMiB = 1 << 20;

    /// <summary>Not the best level, which takes a second for a few MiB.</summary>
    private const CompressionLevel Level = CompressionLevel.Fastest;

    private readonly StorageOptions _options = options.Value;

    public int MostDays => _options.MostDays;

    public async Task<KeptRun> KeepAsync(SavedRun run, int? days, bool isImported, CancellationToken cancellationToken)
    {
        var words = run.Words.Checked();
        var content = Pack(run with { Words = words }, isImported);
        var now = time.GetUtcNow();
        var ownerKey = StoreKeys.NewKey();
        var stored = new StoredRun
        {
            Id = StoreKeys.NewId(),
            OwnerKeyHash = StoreKeys.HashOf(ownerKey),
            Kept = now,
            Expires = ExpiryOf(now, days),
            Schema = run.Schema,
            IsImported = isImported,
            Title = words.Title,
            Author = words.Author,
            Notes = words.Notes,
            Content = content,
            Bytes = content.Length,
        };
        await AskAsync(async store =>
        {
            await ForgetExpiredAsync(store, now, cancellationToken);
            var held = await store.Runs.SumAsync(kept => (long)kept.Bytes, cancellationToken);
            if (held + content.Length > _options.LargestStore)
                throw new RequestRefusedException(RefusalReason.StoreUnavailable, null, "This server has no room for more runs. Export the run as a file to keep it, or delete runs that are no longer needed.");
            store.Runs.Add(stored);
            return await store.SaveChangesAsync(cancellationToken);
        });
        return new KeptRun(stored.Id, ownerKey, stored.Expires);
    }

    public async Task<OpenedRun> OpenAsync(string id, CancellationToken cancellationToken)
    {
        if (ShippedRuns.Find(id) is { } shipped)
            return shipped;
        var stored = await AskAsync(store => FindAsync(store, id, cancellationToken));
        if (stored.Schema > SavedRun.NewestSchema)
            throw new RequestRefusedException(RefusalReason.Invalid, null, $"A newer Patchscopes kept this run (schema {stored.Schema}, this one reads up to {SavedRun.NewestSchema}). Open it on a server that is up to date.");
        var run = Unpack(stored) with { Words = new RunWords(stored.Title, stored.Author, stored.Notes) };
        return new OpenedRun(stored.Id, run, stored.Kept, stored.Expires, stored.IsImported);
    }

    public Task ChangeAsync(string id, string ownerKey, RunWords words, CancellationToken cancellationToken)
    {
        var changed = words.Checked();
        return AskAsync(async store =>
        {
            var stored = await FindOwnAsync(store, id, ownerKey, cancellationToken);
            (stored.Title, stored.Author, stored.Notes) = (changed.Title, changed.Author, changed.Notes);
            return await store.SaveChangesAsync(cancellationToken);
        });
    }

    public Task DeleteAsync(string id, string ownerKey, CancellationToken cancellationToken) => AskAsync(async store =>
    {
        store.Runs.Remove(await FindOwnAsync(store, id, ownerKey, cancellationToken));
        return await store.SaveChangesAsync(cancellationToken);
    });

    /// <summary>Deletes the runs whose time is over.</summary>
    public Task ForgetExpiredAsync(CancellationToken cancellationToken) => AskAsync(async store =>
    {
        await ForgetExpiredAsync(store, time.GetUtcNow(), cancellationToken);
        return true;
    });

    private DateTimeOffset? ExpiryOf(DateTimeOffset now, int? days) => days switch
    {
        null when MostDays == 0 => null,
        null => now.AddDays(MostDays),
        < 1 => throw new RequestRefusedException(RefusalReason.Invalid, "days", "days is for how long the run is kept: give 1 or more."),
        { } some when MostDays > 0 && some > MostDays => throw new RequestRefusedException(RefusalReason.Invalid, "days", FormattableString.Invariant($"days is {some}: this server keeps runs for at most {MostDays}.")),
        { } some => now.AddDays(Math.Min(some, 36500)),
    };

    private byte[] Pack(SavedRun run, bool isImported)
    {
        var json = SavedJson.Write(run);
        if (json.Length > _options.LargestRun)
        {
            throw new RequestRefusedException(RefusalReason.TooLarge, null,
                FormattableString.Invariant($"This run takes {json.Length / (double)BytesPerMiB:0.0} MiB, and this server keeps at most {_options.LargestRunMiB}. Ask for fewer tokens or layers{(isImported ? "" : ", or export it as a file")}."));
        }
        // A file was charged for as it came.
        if (!isImported)
            limit.Charge(json.Length);
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, Level, leaveOpen: true))
            brotli.Write(json);
        return packed.ToArray();
    }

    private SavedRun Unpack(StoredRun stored)
    {
        try
        {
            using var brotli = new BrotliStream(new MemoryStream(stored.Content), CompressionMode.Decompress);
            return SavedJson.Read(brotli);
        }
        catch (Exception fault) when (fault is JsonException or InvalidDataException or NotSupportedException)
        {
            log.Unreadable(stored.Id, fault);
            throw new RequestRefusedException(RefusalReason.StoreUnavailable, null,
                "This run’s numbers cannot be read: they are damaged, or a newer Patchscopes wrote them. Tell who runs this server; its log says more.", fault);
        }
    }

    private async Task<StoredRun> FindAsync(StoreContext store, string id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return StoreKeys.IsId(id) && await store.Runs.FirstOrDefaultAsync(run => run.Id == id && (run.Expires == null || run.Expires > now), cancellationToken) is { } found
            ? found
            : throw new RequestRefusedException(RefusalReason.NotKept, null, "There is no run at this address. It may have expired, its owner may have deleted it, or a letter of the link was lost.");
    }

    private async Task<StoredRun> FindOwnAsync(StoreContext store, string id, string ownerKey, CancellationToken cancellationToken)
    {
        if (ShippedRuns.Find(id) is not null)
            throw new RequestRefusedException(RefusalReason.NotOwner, null, "This run is part of Patchscopes: it can be neither changed nor deleted.");
        var stored = await FindAsync(store, id, cancellationToken);
        return StoreKeys.Fits(ownerKey, stored.OwnerKeyHash)
            ? stored
            : throw new RequestRefusedException(RefusalReason.NotOwner, "ownerKey", "ownerKey is not this run's: only who kept the run can change or delete it, with the key that was shown then.");
    }

    private async Task ForgetExpiredAsync(StoreContext store, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var count = await store.Runs.Where(run => run.Expires != null && run.Expires <= now).ExecuteDeleteAsync(cancellationToken);
        if (count > 0)
            log.Expired(count);
    }

    private Task<T> AskAsync<T>(Func<StoreContext, Task<T>> ask) => contexts.AskAsync(log, ask);
}
