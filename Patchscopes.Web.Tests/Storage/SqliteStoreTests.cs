using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Patchscopes.Web.Services;
using Patchscopes.Web.Storage;
using Xunit;

namespace Patchscopes.Web.Tests.Storage;

public sealed class SqliteStoreTests : RunStoreTests, IDisposable
{
    private readonly TempSqlite _store = new();

    private protected override IDbContextFactory<StoreContext> Contexts => _store.Contexts;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task ALockedDatabase_IsARefusal_AndWhatWasKeptStays()
    {
        var store = await StoreAsync();
        var kept = await store.KeepAsync(SavedRuns.Map(), null, isImported: false, TestContext.Current.CancellationToken);
        await using (var other = new SqliteConnection($"Data Source={_store.File};Pooling=False"))
        {
            await other.OpenAsync(TestContext.Current.CancellationToken);
            await using var lockIt = other.CreateCommand();
            lockIt.CommandText = "BEGIN EXCLUSIVE";
            await lockIt.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

            Assert.Contains("busy", await RefusedAsync(RefusalReason.StoreUnavailable, () => store.KeepAsync(SavedRuns.Map(), null, isImported: false, TestContext.Current.CancellationToken)), StringComparison.Ordinal);
        }
        await store.OpenAsync(kept.Id, TestContext.Current.CancellationToken);
        await using var rows = _store.Contexts.CreateDbContext();
        Assert.Equal(1, await rows.Runs.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task AFullDisk_IsARefusal_AndWhatWasKeptStays()
    {
        var store = await StoreAsync();
        var kept = await store.KeepAsync(SavedRuns.Map(), null, isImported: false, TestContext.Current.CancellationToken);
        // SQLite answers as on a full disk when the file may have no more pages than it has.
        await using var full = new FullDisk(_store.Contexts);
        var fullStore = On(full);
        var bulky = SavedRuns.Map() with { Origin = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(200_000)) };

        var message = await RefusedAsync(RefusalReason.StoreUnavailable, () => fullStore.KeepAsync(bulky, null, isImported: false, TestContext.Current.CancellationToken));

        Assert.Contains("disk is full", message, StringComparison.Ordinal);
        Assert.DoesNotContain(_store.Folder, message, StringComparison.Ordinal);
        await store.OpenAsync(kept.Id, TestContext.Current.CancellationToken);
        await using var rows = _store.Contexts.CreateDbContext();
        Assert.Equal(1, await rows.Runs.CountAsync(TestContext.Current.CancellationToken));
    }

    private protected override async Task<StoreContext> ContextAsync()
    {
        var context = _store.Contexts.CreateDbContext();
        await context.Database.MigrateAsync(TestContext.Current.CancellationToken);
        return context;
    }

    /// <summary>Contexts on one connection whose file may not grow.</summary>
    private sealed class FullDisk(StoreContexts contexts) : IDbContextFactory<StoreContext>, IAsyncDisposable
    {
        private readonly List<StoreContext> _open = [];

        public StoreContext CreateDbContext()
        {
            var context = contexts.CreateDbContext();
            context.Database.OpenConnection();
            context.Database.ExecuteSqlRaw("PRAGMA max_page_count = 1");
            _open.Add(context);
            return context;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var context in _open)
                await context.DisposeAsync();
        }
    }
}
