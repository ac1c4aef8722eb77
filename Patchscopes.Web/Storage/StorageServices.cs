using Microsoft.EntityFrameworkCore;
using Patchscopes.Web.Configuration;

namespace Patchscopes.Web.Storage;

/// <summary>Registers the store, and opens it when the server starts.</summary>
internal static class StorageServices
{
    public static void AddStorage(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<StorageOptions, StorageOptionsChecks>()
            .BindConfiguration(StorageOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .Configure<IConfiguration>((options, configuration) => options.DataDir = configuration[StorageOptions.DataDirKey] is { Length: > 0 } folder ? folder : options.DataDir);
        services.AddSingleton<StoreContexts>();
        services.AddSingleton<IDbContextFactory<StoreContext>>(provider => provider.GetRequiredService<StoreContexts>());
        services.AddSingleton<RunStore>();
        services.AddSingleton<IRunStore>(provider => provider.GetRequiredService<RunStore>());
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
            await store.Database.MigrateAsync();
            return null;
        }
        catch (Exception fault) when (fault is System.Data.Common.DbException or DbUpdateException or IOException or UnauthorizedAccessException or InvalidOperationException or ArgumentException or NotSupportedException)
        {
            return contexts.Folder is { } folder
                ? $"The store in \"{folder}\" cannot be opened: {fault.Message} Give a folder that can be written with --{StorageOptions.DataDirKey}, or free it."
                : $"The store in PostgreSQL cannot be opened: {fault.Message} Look at {StorageOptions.Section}:{nameof(StorageOptions.Postgres)}.";
        }
    }
}
