using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Limits;
using Patchscopes.Web.Storage;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Classroom;

/// <summary>The rooms of this server, in memory and in the store.</summary>
internal sealed class Rooms : IRooms
{
    private const int MostTried = 50;

    private readonly TimeProvider _time;
    private readonly RoomsOptions _options;
    private readonly RoomRows _rows;
    private readonly RoomTries _tries;
    private readonly RoomMemory _memory;

    public Rooms(IDbContextFactory<StoreContext> contexts, IOptions<RoomsOptions> options, CurrentVisitor visitor, TimeProvider time, ILogger<Rooms> log)
    {
        (_time, _options, _rows, _tries) = (time, options.Value, new RoomRows(contexts, log), new RoomTries(visitor, time));
        _memory = new RoomMemory(_rows, _tries, time);
    }

    /// <summary>How many are in memory.</summary>
    public int InMemory => _memory.Count;

    public async Task<OpenedRoom> OpenAsync(RoomView shown, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var (code, ownerKey) = (RoomCode.New(), StoreKeys.NewKey());
        var room = new Room(new RoomState(code, 1, shown, false, false, now + _options.Lifetime), StoreKeys.HashOf(ownerKey), now);
        await _rows.AddAsync(room, _options.Most, _memory.InUse(), cancellationToken);
        return new OpenedRoom(code, ownerKey, _memory.Add(room, opened => new RoomMembership(this, opened, isTeacher: true)));
    }

    public async Task<RoomMembership> FollowAsync(string code, CancellationToken cancellationToken) =>
        (await EnterAsync(code, room => new RoomMembership(this, room, isTeacher: false), cancellationToken))!;

    public async Task<RoomMembership> LeadAsync(string code, string ownerKey, CancellationToken cancellationToken) =>
        await EnterAsync(code, room => StoreKeys.Fits(ownerKey, room.OwnerKeyHash) ? new RoomMembership(this, room, isTeacher: true) : null, cancellationToken)
        ?? throw new RequestRefusedException(RefusalReason.NotOwner, "ownerKey", "ownerKey is not this room's: only who opened it leads it, with the key that was given then.");

    /// <summary>Renews the rooms that somebody is in, writes again what could not be written, and deletes the rooms whose time is over.</summary>
    public async Task ForgetExpiredAsync(CancellationToken cancellationToken)
    {
        foreach (var room in _memory.StillNeeded())
            await TryToStoreAsync(room, room.IsEmpty ? StoreAsync : RenewAsync);
        await _rows.ForgetExpiredAsync(_time.GetUtcNow(), _memory.InUse(), cancellationToken);
    }

    /// <summary>Changes a room for everybody at once, and then in the store.</summary>
    /// <exception cref="RequestRefusedException">It is changed, but would not survive a restart; or the view is too long for a room.</exception>
    public Task SetAsync(Room room, Func<RoomState, RoomState> change) => _memory.HoldAsync(room, async () =>
    {
        var expires = _time.GetUtcNow() + _options.Lifetime;
        var isChanged = room.Set(before =>
        {
            var after = change(before);
            if (after.Shown.View.Length > SavedRun.LongestView)
                throw new RequestRefusedException(RefusalReason.TooLarge, null, "This view is too long to be shown to a class: shorten its prompts or its list of texts.");
            return ReferenceEquals(after, before) || before.IsClosed ? before : after with { Expires = expires };
        });
        if (isChanged)
            await StoreAsync(room);
    });

    /// <summary>Ends a room.</summary>
    public Task CloseAsync(Room room) => _memory.HoldAsync(room, () => room.Writes.InTurnAsync(async () =>
    {
        await _rows.DeleteAsync(room.State.Code);
        // In one turn with the deleting: what waits to be written would bring the row back.
        room.Set(state => state with { IsClosed = true });
        _memory.Remove(room);
    }));

    /// <summary>Takes a member out.</summary>
    public void Leave(Room room, RoomMembership member) => _memory.Leave(room, member);

    /// <summary>A room in which something was tried.</summary>
    public static RoomState WithTried(RoomState state, RoomView view)
    {
        if (view.View.Length > SavedRun.LongestView)
            return state;
        var same = state.Tried.FirstOrDefault(tried => tried.Place == view.Place && tried.View == view.View);
        var tried = new TriedView(view.Place, view.View, view.About, 1 + (same?.Count ?? 0));
        return state with { Tried = [tried, .. state.Tried.Where(other => other != same).Take(MostTried - 1)] };
    }

    private async Task<RoomMembership?> EnterAsync(string typed, Func<Room, RoomMembership?> enter, CancellationToken cancellationToken)
    {
        if (!RoomCode.TryRead(typed, out var code))
            throw _tries.Take().Refusal ?? RoomMemory.NoRoom();
        Room? entered = null;
        var member = await _memory.EnterAsync(code, room => enter(entered = room), cancellationToken);
        if (member is not null && entered!.State.Expires - _time.GetUtcNow() < _options.Lifetime / 2)
            await TryToStoreAsync(entered, RenewAsync);
        return member;
    }

    private async Task TryToStoreAsync(Room room, Func<Room, Task> act)
    {
        try
        {
            await _memory.HoldAsync(room, () => act(room));
        }
        catch (RequestRefusedException)
        {
            // The log says why. It goes on in memory, and every hour it is tried again.
        }
    }

    private Task RenewAsync(Room room) => SetAsync(room, state => state with { });

    private Task StoreAsync(Room room) => room.Writes.NewestAsync(async () =>
    {
        var (state, changes) = room.Snapshot;
        if (state.IsClosed)
            return;
        await _rows.WriteAsync(room, state);
        room.HasStored(changes);
    });
}
