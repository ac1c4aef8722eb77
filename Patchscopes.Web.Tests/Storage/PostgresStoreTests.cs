using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Storage;

namespace Patchscopes.Web.Tests.Storage;

public sealed class PostgresStoreTests(PostgresServer server) : RunStoreTests
{
    private StoreContexts? _contexts;

    private protected override IDbContextFactory<StoreContext> Contexts => _contexts!;

    private protected override async Task<StoreContext> ContextAsync()
    {
        _contexts ??= new StoreContexts(Options.Create(new StorageOptions { Postgres = await server.NewDatabaseAsync() }));
        var context = _contexts.CreateDbContext();
        await context.Database.MigrateAsync();
        return context;
    }
}
