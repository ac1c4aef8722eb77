using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Options;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Storage;
using Xunit;

namespace Patchscopes.Web.Tests.Storage;

/// <summary>A store that the first version wrote is opened by the last.</summary>
public sealed class MigrationTests(PostgresServer postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sqlite_OfTheFirstMigration_OpensAfterTheLast()
    {
        using var store = new TempSqlite();
        await CheckAsync(store.Contexts);
    }

    [Fact]
    public async Task Postgres_OfTheFirstMigration_OpensAfterTheLast() =>
        await CheckAsync(new StoreContexts(Options.Create(new StorageOptions { Postgres = await postgres.NewDatabaseAsync() })));

    [Fact]
    public async Task TheMigrations_AreThoseOfTheTables()
    {
        using var store = new TempSqlite();
        await using var sqlite = store.Contexts.CreateDbContext();
        await using var postgresStore = new StoreContexts(Options.Create(new StorageOptions { Postgres = "Host=nowhere" })).CreateDbContext();

        Assert.False(sqlite.Database.HasPendingModelChanges());
        Assert.False(postgresStore.Database.HasPendingModelChanges());
        Assert.Equal(Names(sqlite), Names(postgresStore));
    }

    private static async Task CheckAsync(StoreContexts contexts)
    {
        await using (var first = contexts.CreateDbContext())
        {
            var migrations = first.Database.GetMigrations().ToList();
            Assert.True(migrations.Count > 1);
            await first.GetService<IMigrator>().MigrateAsync(migrations[0], Token);
            // As the first version did, which knew no other table.
            first.Runs.Add(new StoredRun
            {
                Id = "abcdefghij",
                OwnerKeyHash = StoreKeys.HashOf("key"),
                Kept = DateTimeOffset.UnixEpoch,
                Schema = 1,
                IsImported = false,
                Title = "old",
                Author = "",
                Notes = "",
                Content = [1, 2, 3],
                Bytes = 3,
            });
            await first.SaveChangesAsync(Token);
        }
        await using var last = contexts.CreateDbContext();
        await last.Database.MigrateAsync(Token);

        var run = Assert.Single(await last.Runs.ToListAsync(Token));
        Assert.Equal(("old", DateTimeOffset.UnixEpoch), (run.Title, run.Kept));
        Assert.Equal(0, await last.Rooms.CountAsync(Token));
    }

    private static IEnumerable<string> Names(StoreContext context) => context.Database.GetMigrations().Select(migration => migration.Split('_')[1]);
}
