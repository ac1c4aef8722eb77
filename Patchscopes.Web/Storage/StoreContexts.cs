using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Patchscopes.Web.Configuration;

namespace Patchscopes.Web.Storage;

/// <summary>Opens the database that the settings name: PostgreSQL by its connection string, else a SQLite file in the data folder.</summary>
internal sealed class StoreContexts : IDbContextFactory<StoreContext>
{
    /// <summary>The SQLite file.</summary>
    public const string FileName = "patchscopes.db";

    /// <summary>How long a write waits for another program's, in seconds.</summary>
    private const int Patience = 5;

    private readonly DbContextOptions<SqliteStore>? _sqlite;
    private readonly DbContextOptions<PostgresStore>? _postgres;

    public StoreContexts(IOptions<StorageOptions> options)
    {
        if (options.Value.Postgres is { Length: > 0 } connection)
        {
            _postgres = new DbContextOptionsBuilder<PostgresStore>().UseNpgsql(connection, postgres => postgres.CommandTimeout(Patience)
                // The usual one hides what went wrong in another exception, and does not try again either.
                .ExecutionStrategy(dependencies => new NonRetryingExecutionStrategy(dependencies))).Options;
            return;
        }
        Folder = Path.GetFullPath(options.Value.DataDir);
        var file = new SqliteConnectionStringBuilder { DataSource = Path.Combine(Folder, FileName), DefaultTimeout = Patience };
        _sqlite = new DbContextOptionsBuilder<SqliteStore>().UseSqlite(file.ToString()).Options;
    }

    /// <summary>The folder of the SQLite file; null with PostgreSQL.</summary>
    public string? Folder { get; }

    public StoreContext CreateDbContext() => _postgres is not null ? new PostgresStore(_postgres) : new SqliteStore(_sqlite!);
}
