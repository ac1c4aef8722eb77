using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Services.Limits;
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
    public async Task ALockThatAKilledStartLeft_HoldsNobody_NorDoesAnyWhereNothingChanges()
    {
        using var store = new TempSqlite();
        using var services = new ServiceCollection().AddSingleton(store.Contexts).BuildServiceProvider();
        await using var context = store.Contexts.CreateDbContext();
        var first = context.Database.GetMigrations().First();
        await context.GetService<IMigrator>().MigrateAsync(first, Token);
        await context.Database.ExecuteSqlRawAsync("INSERT OR REPLACE INTO __EFMigrationsLock VALUES (1, '2026-01-01 00:00:00.1234567+00:00')", Token);

        Assert.Null(await services.OpenStoreAsync());
        Assert.Empty(await context.Database.GetPendingMigrationsAsync(Token));

        // Up to date, a store needs no lock.
        await context.Database.ExecuteSqlRawAsync("INSERT OR REPLACE INTO __EFMigrationsLock VALUES (1, '9999-01-01 00:00:00+00:00')", Token);
        Assert.Null(await services.OpenStoreAsync());
    }

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
        var content = Packed(FirstRun);
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
                Content = content,
                Bytes = content.Length,
            });
            await first.SaveChangesAsync(Token);
        }
        await using var last = contexts.CreateDbContext();
        await last.Database.MigrateAsync(Token);

        var run = Assert.Single(await last.Runs.ToListAsync(Token));
        Assert.Equal(("old", DateTimeOffset.UnixEpoch), (run.Title, run.Kept));
        Assert.Equal(0, await last.Rooms.CountAsync(Token));
        var runs = new RunStore(contexts, Options.Create(new StorageOptions()), new KeepLimit(Options.Create(new LimitsOptions()), new CurrentVisitor(), TimeProvider.System), TimeProvider.System, NullLogger<RunStore>.Instance);
        var opened = await runs.OpenAsync("abcdefghij", Token);
        Assert.Equal(["\uFFFD"], opened.Run.Sweeps[0].Cells[0].Detail.Top.Select(reading => reading.Text));
    }

    /// <summary>What the first version kept: this file is never written anew, so that old runs stay readable.</summary>
    private static string FirstRun => Path.Combine(AppContext.BaseDirectory, "Golden", "store", "first-run.json");

    private static byte[] Packed(string file)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            brotli.Write(File.ReadAllBytes(file));
        return packed.ToArray();
    }

    private static IEnumerable<string> Names(StoreContext context) => context.Database.GetMigrations().Select(migration => migration.Split('_')[1]);
}
