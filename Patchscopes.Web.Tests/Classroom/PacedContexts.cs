using Microsoft.EntityFrameworkCore;
using Patchscopes.Web.Storage;
using Patchscopes.Web.Tests.Api;

namespace Patchscopes.Web.Tests.Classroom;

/// <summary>A store that counts what is asked of it, lets all wait while it is held, and refuses while it is broken.</summary>
internal sealed class PacedContexts(IDbContextFactory<StoreContext> inner) : IDbContextFactory<StoreContext>
{
    private volatile TaskCompletionSource? _held;
    private int _asked;

    public bool IsBroken { get; set; }

    /// <summary>How often something was asked of it.</summary>
    public int Asked => _asked;

    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => Interlocked.Exchange(ref _held, null)?.SetResult();

    public StoreContext CreateDbContext() => inner.CreateDbContext();

    public async Task<StoreContext> CreateDbContextAsync(CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _asked);
        if (_held is { } held)
            await held.Task.Soon();
        return IsBroken ? throw new IOException("/root/secret/patchscopes.db") : CreateDbContext();
    }
}
