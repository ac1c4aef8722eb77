using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Patchscopes.Web.Services;
using Patchscopes.Web.Storage;

namespace Patchscopes.Web.Classroom;

/// <summary>The rooms as rows of the store.</summary>
internal sealed class RoomRows(IDbContextFactory<StoreContext> contexts, ILogger log)
{
    /// <summary>Adds a room, unless there are too many.</summary>
    /// <param name="room">The room.</param>
    /// <param name="most">The most rooms that there may be.</param>
    /// <param name="inUse">Codes of rooms that stay, whatever the store says of their time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task AddAsync(Room room, int most, IReadOnlyList<string> inUse, CancellationToken cancellationToken) => AskAsync(async store =>
    {
        await ForgetExpiredAsync(store, room.Opened, inUse, cancellationToken);
        if (await store.Rooms.CountAsync(cancellationToken) >= most)
            throw new RequestRefusedException(RefusalReason.StoreUnavailable, null, $"This server has {most} rooms open, and no more than that. Close one that is no longer needed, or wait until one expires.");
        store.Rooms.Add(RowOf(room, room.State));
        return await store.SaveChangesAsync(cancellationToken);
    });

    /// <summary>Reads a room; null where there is none, or its time is over.</summary>
    public async Task<Room?> FindAsync(string code, DateTimeOffset now) =>
        await AskAsync(store => store.Rooms.AsNoTracking().FirstOrDefaultAsync(stored => stored.Code == code && stored.Expires > now)) is { } row ? RoomOf(row) : null;

    /// <summary>Writes how a room stands; one whose row has gone meanwhile gets another.</summary>
    public Task WriteAsync(Room room, RoomState state)
    {
        var row = RowOf(room, state);
        return AskAsync(async store =>
        {
            var written = await store.Rooms.Where(stored => stored.Code == row.Code).ExecuteUpdateAsync(set => set
                .SetProperty(stored => stored.Expires, row.Expires).SetProperty(stored => stored.Version, row.Version).SetProperty(stored => stored.Place, row.Place)
                .SetProperty(stored => stored.View, row.View).SetProperty(stored => stored.About, row.About).SetProperty(stored => stored.Model, row.Model)
                .SetProperty(stored => stored.PinsModel, row.PinsModel).SetProperty(stored => stored.LocksKnobs, row.LocksKnobs).SetProperty(stored => stored.Tried, row.Tried));
            if (written > 0)
                return written;
            store.Rooms.Add(row);
            return await store.SaveChangesAsync();
        });
    }

    /// <summary>Deletes a room.</summary>
    public Task DeleteAsync(string code) => AskAsync(store => store.Rooms.Where(stored => stored.Code == code).ExecuteDeleteAsync());

    /// <summary>Deletes the rooms whose time is over, but for some.</summary>
    public Task ForgetExpiredAsync(DateTimeOffset now, IReadOnlyList<string> inUse, CancellationToken cancellationToken) =>
        AskAsync(store => ForgetExpiredAsync(store, now, inUse, cancellationToken));

    private static Task<int> ForgetExpiredAsync(StoreContext store, DateTimeOffset now, IReadOnlyList<string> inUse, CancellationToken cancellationToken) =>
        store.Rooms.Where(stored => stored.Expires <= now && !inUse.Contains(stored.Code)).ExecuteDeleteAsync(cancellationToken);

    private static StoredRoom RowOf(Room room, RoomState state) => new()
    {
        Code = state.Code,
        OwnerKeyHash = room.OwnerKeyHash,
        Opened = room.Opened,
        Expires = state.Expires,
        Version = state.Version,
        Place = state.Shown.Place,
        View = state.Shown.View,
        About = state.Shown.About,
        Model = state.Shown.Model,
        PinsModel = state.PinsModel,
        LocksKnobs = state.LocksKnobs,
        Tried = JsonSerializer.Serialize(state.Tried),
    };

    private static Room RoomOf(StoredRoom row) => new(
        new RoomState(row.Code, row.Version, new RoomView(row.Place, row.View, row.Model, row.About), row.PinsModel, row.LocksKnobs, row.Expires)
        {
            Tried = JsonSerializer.Deserialize<TriedView[]>(row.Tried) ?? [],
        },
        row.OwnerKeyHash, row.Opened);

    private Task<T> AskAsync<T>(Func<StoreContext, Task<T>> ask) => contexts.AskAsync(log, ask);
}
