using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Patchscopes.Web.Storage;

/// <summary>The tables of the store; one subclass and one set of migrations for each database.</summary>
internal abstract class StoreContext(DbContextOptions options) : DbContext(options)
{
    private const int IdLength = 16;
    private const int HashLength = 32;

    public DbSet<StoredRun> Runs => Set<StoredRun>();

    public DbSet<StoredRoom> Rooms => Set<StoredRoom>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        // A number in both databases: SQLite cannot compare its own form of a date with an offset.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Milliseconds>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var run = modelBuilder.Entity<StoredRun>();
        run.ToTable("Runs");
        run.HasKey(stored => stored.Id);
        run.Property(stored => stored.Id).HasMaxLength(IdLength);
        run.Property(stored => stored.OwnerKeyHash).HasMaxLength(HashLength);
        run.Property(stored => stored.Title).HasMaxLength(RunWords.LongestTitle);
        run.Property(stored => stored.Author).HasMaxLength(RunWords.LongestAuthor);
        run.Property(stored => stored.Notes).HasMaxLength(RunWords.LongestNotes);
        run.HasIndex(stored => stored.Expires);
        // For their sum, which would else be read past the content of every run.
        run.HasIndex(stored => stored.Bytes);

        var room = modelBuilder.Entity<StoredRoom>();
        room.ToTable("Rooms");
        room.HasKey(stored => stored.Code);
        room.Property(stored => stored.Code).HasMaxLength(IdLength);
        room.Property(stored => stored.OwnerKeyHash).HasMaxLength(HashLength);
        room.HasIndex(stored => stored.Expires);
    }

    private sealed class Milliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(), milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}

/// <summary>The store in a SQLite file.</summary>
internal sealed class SqliteStore(DbContextOptions<SqliteStore> options) : StoreContext(options);

/// <summary>The store in PostgreSQL.</summary>
internal sealed class PostgresStore(DbContextOptions<PostgresStore> options) : StoreContext(options);
