using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Exports;

namespace Patchscopes.Web.Storage;

/// <summary>Registers the store, and opens it when the server starts.</summary>
internal static class StorageServices
{
    /// <summary>How long a start waits for another program that changes the same SQLite file.</summary>
    private static readonly TimeSpan OthersUpgrade = TimeSpan.FromMinutes(1);

    /// <summary>How old a lock is that nobody holds any more: a SQLite file is changed in seconds.</summary>
    private static readonly TimeSpan LeftBehind = TimeSpan.FromMinutes(10);

    /// <summary>A change of a large PostgreSQL database takes longer than any other question.</summary>
    private static readonly TimeSpan Upgrade = TimeSpan.FromMinutes(30);

    public static void AddStorage(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<StorageOptions, AnnotationChecks<StorageOptions>>()
            .BindConfiguration(StorageOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .Configure<IConfiguration>((options, configuration) => options.DataDir = configuration[StorageOptions.DataDirKey] is { Length: > 0 } folder ? folder : options.DataDir);
        services.AddSingleton<StoreContexts>();
        services.AddSingleton<IDbContextFactory<StoreContext>>(provider => provider.GetRequiredService<StoreContexts>());
        services.AddSingleton<RunStore>();
        services.AddSingleton<IRunStore>(provider => provider.GetRequiredService<RunStore>());
        services.AddSingleton<RunImporter>();
        services.AddHostedService<StoreExpiry>();
    }

    /// <summary>Makes the store or brings it up to date.</summary>
    /// <returns>Why it cannot be opened, for who runs the server; null where it is open.</returns>
    public static async Task<string?> OpenStoreAsync(this IServiceProvider services)
    {
        var contexts = services.GetRequiredService<StoreContexts>();
        try
        {
            if (contexts.Folder is { } folder)
                Directory.CreateDirectory(folder);
            await using var store = contexts.CreateDbContext();
            await MigrateAsync(store);
            return null;
        }
        catch (OperationCanceledException)
        {
            return $"The store in \"{contexts.Folder}\" is being changed by another server that starts, or one was stopped while it did that. "
                + $"Start again in {Minutes(LeftBehind)} minutes: what was left behind is then cleared away.";
        }
        catch (Exception fault) when (fault is System.Data.Common.DbException or DbUpdateException or IOException or UnauthorizedAccessException or InvalidOperationException or ArgumentException or NotSupportedException)
        {
            return contexts.Folder is { } folder
                ? $"The store in \"{folder}\" cannot be opened: {fault.Message} Give a folder that can be written with --{StorageOptions.DataDirKey}, or free it."
                : $"The store in PostgreSQL cannot be opened: {fault.Message} Look at {StorageOptions.Section}:{nameof(StorageOptions.Postgres)}.";
        }
    }

    private static async Task MigrateAsync(StoreContext store)
    {
        if (!(await store.Database.GetPendingMigrationsAsync()).Any())
            return;
        if (store is not SqliteStore)
        {
            store.Database.SetCommandTimeout(Upgrade);
            await store.Database.MigrateAsync();
            return;
        }
        await ClearLockAsync(store);
        using var deadline = new CancellationTokenSource(OthersUpgrade);
        await store.Database.MigrateAsync(deadline.Token);
    }

    /// <summary>EF Core locks a SQLite file by a row of a table, which a killed process leaves behind; everybody after it would wait for ever.</summary>
    private static async Task ClearLockAsync(StoreContext store)
    {
        var isThere = await store.Database.SqlQueryRaw<int>("SELECT COUNT(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'").SingleAsync();
        if (isThere == 0)
            return;
        var age = $"-{Minutes(LeftBehind)} minutes";
        await store.Database.ExecuteSqlAsync($"DELETE FROM __EFMigrationsLock WHERE Timestamp < datetime('now', {age})");
    }

    private static string Minutes(TimeSpan time) => time.TotalMinutes.ToString("0", CultureInfo.InvariantCulture);
}
