using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Storage;

/// <summary>Says in words why a database refused; its own words name paths and servers.</summary>
internal static class StoreFaults
{
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqliteReadOnly = 8;
    private const int SqliteFull = 13;

    /// <summary>Runs something on the database; what the database refuses becomes a refusal, and the log says what it was.</summary>
    public static async Task<T> AskAsync<T>(ILogger log, Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception fault) when (fault is DbException or DbUpdateException or IOException or TimeoutException)
        {
            log.Refused(fault);
            throw new RequestRefusedException(RefusalReason.StoreUnavailable, null, WordsOf(fault), fault);
        }
    }

    /// <summary>The same on a context of its own.</summary>
    public static Task<T> AskAsync<T>(this IDbContextFactory<StoreContext> contexts, ILogger log, Func<StoreContext, Task<T>> ask) => AskAsync(log, async () =>
    {
        await using var store = await contexts.CreateDbContextAsync();
        return await ask(store);
    });

    private static string WordsOf(Exception fault) => (fault is DbUpdateException ? fault.InnerException : fault) switch
    {
        SqliteException { SqliteErrorCode: SqliteFull } or PostgresException { SqlState: PostgresErrorCodes.DiskFull } =>
            "The server's disk is full, so nothing was saved. Export the run as a file to keep it, and tell who runs this server.",
        SqliteException { SqliteErrorCode: SqliteBusy or SqliteLocked } or PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } or NpgsqlException { InnerException: TimeoutException } or TimeoutException =>
            "The server's store is busy with something else, so nothing was saved or changed. Try again in a moment.",
        SqliteException { SqliteErrorCode: SqliteReadOnly } =>
            "The server may not write its store, so nothing was saved. Export the run as a file to keep it, and tell who runs this server.",
        _ => "The server's store cannot be reached, so nothing was saved or changed. Try again in a moment; if it stays so, tell who runs this server.",
    };
}
