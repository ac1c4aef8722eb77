using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Limits;
using Patchscopes.Web.Storage;

namespace Patchscopes.Web.Classroom;

/// <summary>The rooms of this server: in memory while somebody is in them, and in the store.</summary>
internal sealed class Rooms(IDbContextFactory<StoreContext> contexts, IOptions<RoomsOptions> options, CurrentVisitor visitor, TimeProvider time, ILogger<Rooms> log) : IRooms
{
    // Codes are short, and there are always some rooms open.
    private const double GuessesPerSecond = 1 / 3.0;
    private const double GuessesAtOnce = 20;
    private const int MostTried = 50;
    private const int LongestView = 1 << 18;

    private readonly ConcurrentDictionary<string, Room> _open = new(StringComparer.Ordinal);
    private readonly WrongGuesses _guesses = new(GuessesPerSecond, GuessesAtOnce, "codes that are of no room", visitor, time);
    private readonly RoomsOptions _options = options.Value;

    public async Task<OpenedRoom> OpenAsync(RoomView shown, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (code, ownerKey) = (RoomCode.New(), StoreKeys.NewKey());
        var room = new Room(new RoomState(code, 1, shown, false, false, now + _options.Lifetime), StoreKeys.HashOf(ownerKey));
        await AskAsync(async store =>
        {
            await ForgetExpiredAsync(store, now, cancellationToken);
            if (await store.Rooms.CountAsync(cancellationToken) >= _options.Most)
                throw new RequestRefusedException(RefusalReason.StoreUnavailable, null, $"This server has {_options.Most} rooms open, and no more than that. Close one that is no longer needed, or wait until one expires.");
            store.Rooms.Add(RowOf(room, now));
            return await store.SaveChangesAsync(cancellationToken);
        });
        return new OpenedRoom(code, ownerKey);
    }

    public async Task<RoomMembership> FollowAsync(string code, CancellationToken cancellationToken) =>
        new(this, await EnterAsync(code, cancellationToken), isTeacher: false);

    public async Task<RoomMembership> LeadAsync(string code, string ownerKey, CancellationToken cancellationToken)
    {
        var room = await EnterAsync(code, cancellationToken);
        return StoreKeys.Fits(ownerKey, room.OwnerKeyHash)
            ? new RoomMembership(this, room, isTeacher: true)
            : throw new RequestRefusedException(RefusalReason.NotOwner, "ownerKey", "ownerKey is not this room's: only who opened it leads it, with the key that was given then.");
    }

    /// <summary>Deletes the rooms whose time is over.</summary>
    public Task ForgetExpiredAsync(CancellationToken cancellationToken) => AskAsync(store => ForgetExpiredAsync(store, time.GetUtcNow(), cancellationToken));

    /// <summary>Changes a room for everybody at once, and then in the store.</summary>
    /// <exception cref="RequestRefusedException">It is changed, but would not survive a restart; or the view is too long for a room.</exception>
    public async Task SetAsync(Room room, Func<RoomState, RoomState> change)
    {
        var expires = time.GetUtcNow() + _options.Lifetime;
        var isChanged = room.Set(before =>
        {
            var after = change(before);
            if (after.Shown.View.Length > LongestView)
                throw new RequestRefusedException(RefusalReason.TooLarge, null, "This view is too long to be shown to a class: shorten its prompts or its list of texts.");
            return ReferenceEquals(after, before) || before.IsClosed ? before : after with { Expires = expires };
        });
        if (isChanged)
            await StoreAsync(room);
    }

    /// <summary>Ends a room.</summary>
    public async Task CloseAsync(Room room)
    {
        var code = room.State.Code;
        await AskAsync(store => store.Rooms.Where(stored => stored.Code == code).ExecuteDeleteAsync());
        _open.TryRemove(code, out _);
        room.Set(state => state with { IsClosed = true });
    }

    /// <summary>A room in which something was tried.</summary>
    public static RoomState WithTried(RoomState state, RoomView view)
    {
        if (view.View.Length > LongestView)
            return state;
        var same = state.Tried.FirstOrDefault(tried => tried.Place == view.Place && tried.View == view.View);
        var tried = new TriedView(view.Place, view.View, view.About, 1 + (same?.Count ?? 0));
        return state with { Tried = [tried, .. state.Tried.Where(other => other != same).Take(MostTried - 1)] };
    }

    private static Task<int> ForgetExpiredAsync(StoreContext store, DateTimeOffset now, CancellationToken cancellationToken) =>
        store.Rooms.Where(stored => stored.Expires <= now).ExecuteDeleteAsync(cancellationToken);

    private async Task<Room> EnterAsync(string typed, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (RoomCode.TryRead(typed, out var code))
        {
            if (_open.TryGetValue(code, out var open) && open.State is { IsClosed: false } state && state.Expires > now)
                return open;
            // A code that is known costs nothing, so that thirty pupils can come from one address at once.
            _guesses.Take();
            if (await AskAsync(store => store.Rooms.AsNoTracking().FirstOrDefaultAsync(stored => stored.Code == code && stored.Expires > now, cancellationToken)) is { } row)
            {
                _guesses.Return();
                return _open.AddOrUpdate(code, _ => RoomOf(row), (_, other) => other.State.IsClosed || other.State.Expires <= now ? RoomOf(row) : other);
            }
            _open.TryRemove(code, out _);
        }
        else
        {
            _guesses.Take();
        }
        throw new RequestRefusedException(RefusalReason.NotKept, "code", "code is of no open room. Check it letter by letter with your teacher; a room that nobody has used for long is gone.");
    }

    private async Task StoreAsync(Room room)
    {
        await room.Writing.WaitAsync();
        try
        {
            var row = RowOf(room, time.GetUtcNow());
            await AskAsync(store => store.Rooms.Where(stored => stored.Code == row.Code).ExecuteUpdateAsync(set => set
                .SetProperty(stored => stored.Expires, row.Expires).SetProperty(stored => stored.Version, row.Version).SetProperty(stored => stored.Place, row.Place)
                .SetProperty(stored => stored.View, row.View).SetProperty(stored => stored.About, row.About).SetProperty(stored => stored.Model, row.Model)
                .SetProperty(stored => stored.PinsModel, row.PinsModel).SetProperty(stored => stored.LocksKnobs, row.LocksKnobs).SetProperty(stored => stored.Tried, row.Tried)));
        }
        finally
        {
            room.Writing.Release();
        }
    }

    private static StoredRoom RowOf(Room room, DateTimeOffset opened)
    {
        var state = room.State;
        return new StoredRoom
        {
            Code = state.Code,
            OwnerKeyHash = room.OwnerKeyHash,
            Opened = opened,
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
    }

    private static Room RoomOf(StoredRoom row) => new(
        new RoomState(row.Code, row.Version, new RoomView(row.Place, row.View, row.Model, row.About), row.PinsModel, row.LocksKnobs, row.Expires)
        {
            Tried = JsonSerializer.Deserialize<TriedView[]>(row.Tried) ?? [],
        },
        row.OwnerKeyHash);

    private Task<T> AskAsync<T>(Func<StoreContext, Task<T>> ask) => contexts.AskAsync(log, ask);
}
