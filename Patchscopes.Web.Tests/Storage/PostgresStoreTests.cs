using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Services;
using Patchscopes.Web.Storage;
using Xunit;

namespace Patchscopes.Web.Tests.Storage;

public sealed class PostgresStoreTests(PostgresServer server) : RunStoreTests
{
    private StoreContexts? _contexts;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected override IDbContextFactory<StoreContext> Contexts => _contexts!;

    [Fact]
    public async Task ALockedTable_IsARefusal_AndWhatWasKeptStays()
    {
        var store = await StoreAsync();
        var kept = await store.KeepAsync(SavedRuns.Map(), null, isImported: false, Token);
        await using (var other = await ContextAsync())
        {
            await using var held = await other.Database.BeginTransactionAsync(Token);
            await other.Database.ExecuteSqlRawAsync("LOCK TABLE \"Runs\" IN ACCESS EXCLUSIVE MODE", Token);

            Assert.Contains("busy", await RefusedAsync(RefusalReason.StoreUnavailable, () => store.KeepAsync(SavedRuns.Map(), null, isImported: false, Token)), StringComparison.Ordinal);
        }
        await store.OpenAsync(kept.Id, Token);
        await using var rows = await ContextAsync();
        Assert.Equal(1, await rows.Runs.CountAsync(Token));
    }

    [Fact]
    public async Task ALostConnection_IsARefusal_AndTheNextOneWorks()
    {
        var store = await StoreAsync();
        var kept = await store.KeepAsync(SavedRuns.Map(), null, isImported: false, Token);
        await using (var other = await ContextAsync())
        {
            await using var held = await other.Database.BeginTransactionAsync(Token);
            await other.Database.ExecuteSqlRawAsync("LOCK TABLE \"Runs\" IN ACCESS EXCLUSIVE MODE", Token);

            var opening = store.OpenAsync(kept.Id, Token);
            // The server ends the connection while the question waits for the table. Asked from outside the transaction, which would always see the activity of its first look.
            await using var watch = await ContextAsync();
            while (!opening.IsCompleted && await watch.Database.SqlQueryRaw<int>("SELECT COUNT(pg_terminate_backend(pid))::int AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").SingleAsync(Token) == 0)
                await Task.Delay(10, Token);

            Assert.Contains("cannot be reached", await RefusedAsync(RefusalReason.StoreUnavailable, () => opening), StringComparison.Ordinal);
        }
        await store.OpenAsync(kept.Id, Token);
    }

    [Fact]
    public async Task AServerThatIsNotThere_IsARefusal()
    {
        await StoreAsync();
        var nowhere = new StoreContexts(Options.Create(new StorageOptions { Postgres = "Host=127.0.0.1;Port=1;Timeout=1;Username=nobody;Database=none" }));

        Assert.Contains("cannot be reached", await RefusedAsync(RefusalReason.StoreUnavailable, () => On(nowhere).OpenAsync("abcdefghij", Token)), StringComparison.Ordinal);
    }

    private protected override async Task<StoreContext> ContextAsync()
    {
        _contexts ??= new StoreContexts(Options.Create(new StorageOptions { Postgres = await server.NewDatabaseAsync() }));
        var context = _contexts.CreateDbContext();
        await context.Database.MigrateAsync();
        return context;
    }
}
