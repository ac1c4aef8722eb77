using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Storage;

namespace Patchscopes.Web.Tests.Storage;

/// <summary>A SQLite store in a folder of its own.</summary>
internal sealed class TempSqlite : IDisposable
{
    private readonly TempFolder _folder = new();

    public TempSqlite() => Contexts = new StoreContexts(Options.Create(new StorageOptions { DataDir = _folder.Path }));

    public StoreContexts Contexts { get; }

    public string Folder => _folder.Path;

    public string File => _folder.File(StoreContexts.FileName);

    public async Task MigrateAsync()
    {
        await using var context = Contexts.CreateDbContext();
        await context.Database.MigrateAsync();
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }
}
