using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Patchscopes.Web.Classroom;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Limits;
using Patchscopes.Web.Tests.Storage;
using Xunit;

namespace Patchscopes.Web.Tests.Classroom;

/// <summary>Rooms on a SQLite store of their own, with a clock and a visitor that a test sets.</summary>
internal sealed class RoomsHost : IDisposable
{
    public static readonly RoomView First = new("", "?source=a", "atlas", "a");
    public static readonly RoomView Second = new("stages", "?prompt=b", "atlas", "b");

    private readonly TempSqlite _sqlite = new();
    private readonly CurrentVisitor _visitor = new();

    public RoomsHost() => Store = new PacedContexts(_sqlite.Contexts);

    public PacedContexts Store { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The rooms of a server that has just been started.</summary>
    public async Task<Rooms> StartAsync(RoomsOptions? options = null)
    {
        await _sqlite.MigrateAsync();
        return new Rooms(Store, Options.Create(options ?? new RoomsOptions()), _visitor, Time, NullLogger<Rooms>.Instance);
    }

    /// <summary>From here on the test is a visitor of this address.</summary>
    public void ComeFrom(string address) => _visitor.Address = VisitorAddress.Of(IPAddress.Parse(address));

    /// <summary>Deletes all rows behind the server's back.</summary>
    public async Task DeleteRowsAsync()
    {
        await using var store = _sqlite.Contexts.CreateDbContext();
        await store.Rooms.ExecuteDeleteAsync(Token);
    }

    /// <summary>What a server that is started now finds of a room.</summary>
    public async Task<RoomState> StoredAsync(string code, RoomsOptions? options = null)
    {
        using var member = await (await StartAsync(options)).FollowAsync(code, Token);
        return member.State;
    }

    public static async Task<RequestRefusedException> RefusedAsync(RefusalReason reason, Func<Task> ask)
    {
        var refused = await Assert.ThrowsAsync<RequestRefusedException>(ask);
        Assert.Equal(reason, refused.Reason);
        return refused;
    }

    public void Dispose() => _sqlite.Dispose();
}
