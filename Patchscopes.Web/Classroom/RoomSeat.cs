using Patchscopes.Web.Services;

namespace Patchscopes.Web.Classroom;

/// <summary>Where one visitor's circuit sits: in no room, in one as its teacher, or as a follower. Used on the circuit's dispatcher.</summary>
public sealed class RoomSeat(IRooms rooms) : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private RoomMembership? _membership;

    /// <summary>Told after every change.</summary>
    public event EventHandler? Changed;

    /// <summary>The room; null without one.</summary>
    public RoomState? Room { get; private set; }

    /// <summary>Whether this visitor leads the room.</summary>
    public bool IsTeacher => _membership?.IsTeacher is true;

    /// <summary>Whether this visitor sees what the teacher shows, and nothing else.</summary>
    public bool IsFollowing => _membership is { IsTeacher: false, IsBranched: false };

    /// <summary>Whether this visitor is in a room, on a copy of their own.</summary>
    public bool IsBranched => _membership is { IsTeacher: false, IsBranched: true };

    /// <summary>What this visitor may change.</summary>
    public RoomHold Hold => IsFollowing ? RoomHold.Nothing with { IsFollowing = true }
        : IsBranched && Room is { Shown: var shown } room && (room.PinsModel || room.LocksKnobs) ? new RoomHold(false, shown, room.LocksKnobs)
        : RoomHold.Nothing;

    /// <summary>Whether the class sees something else than what this teacher's page has shown: another tab of theirs has shown it since.</summary>
    public bool IsShownElsewhere => IsTeacher && Here is { } here && _membership!.State.Shown is var shown && (shown.Place, shown.View) != (here.Place, here.View);

    /// <summary>What the teacher's page showed last; null on a page that no class sees.</summary>
    private RoomView? Here { get; set; }

    /// <summary>The teacher's key, with which the browser comes back after a reload.</summary>
    public string? OwnerKey { get; private set; }

    /// <summary>What went wrong, or that the room is closed; null: nothing.</summary>
    public string? Message { get; private set; }

    /// <summary>Opens a room and leads it.</summary>
    /// <exception cref="RequestRefusedException">There are too many, or the store cannot be reached.</exception>
    public async Task OpenAsync(RoomView shown)
    {
        var opened = await rooms.OpenAsync(shown, _gone.Token);
        SitInFront(opened.Teacher, opened.OwnerKey);
    }

    /// <summary>Leads a room that one has opened.</summary>
    /// <exception cref="RequestRefusedException">There is no such room, or the key is another one's.</exception>
    public async Task LeadAsync(string code, string ownerKey) => SitInFront(await rooms.LeadAsync(code, ownerKey, _gone.Token), ownerKey);

    /// <summary>Follows a room.</summary>
    /// <exception cref="RequestRefusedException">There is no such room, or too many codes were tried.</exception>
    /// <param name="code">The room's code.</param>
    /// <param name="isBranched">Whether this visitor was on a copy of their own, and goes on with it.</param>
    public async Task FollowAsync(string code, bool isBranched = false)
    {
        var membership = await rooms.FollowAsync(code, _gone.Token);
        membership.Branch(isBranched);
        Sit(membership);
        Tell();
    }

    /// <summary>Leaves the room.</summary>
    public void Leave()
    {
        _membership?.Dispose();
        (_membership, Room, OwnerKey, Message) = (null, null, null, null);
        Tell();
    }

    /// <summary>Ends the room for everybody.</summary>
    public Task CloseAsync() => TryAsync(async membership =>
    {
        await membership.CloseAsync();
        Leave();
    });

    /// <summary>Goes to a copy of one's own.</summary>
    public void BranchOff() => Branch(true);

    /// <summary>Goes back to what the teacher shows.</summary>
    public void ComeBack() => Branch(false);

    /// <summary>Shows something to the class.</summary>
    public async Task ShowAsync(RoomView view)
    {
        Here = view;
        await TryAsync(membership => membership.ShowAsync(view));
        // One that was refused is nothing to show again.
        if (IsShownElsewhere)
            Here = null;
    }

    /// <summary>Shows the class again what the teacher's page showed last.</summary>
    public Task ShowHereAsync() => Here is { } here ? ShowAsync(here) : Task.CompletedTask;

    /// <summary>The teacher's page is gone; the class goes on seeing what it showed.</summary>
    public void LeavePage() => Here = null;

    /// <summary>Sets what followers can change in copies of their own.</summary>
    public Task LockAsync(bool pinsModel, bool locksKnobs) => TryAsync(membership => membership.LockAsync(pinsModel, locksKnobs));

    /// <summary>Tells the teacher what was tried in a copy of one's own.</summary>
    public Task TriedAsync(RoomView view) => TryAsync(membership => membership.TryAsync(view));

    /// <summary>The visitor's connection is lost, or there again.</summary>
    public void SetAway(bool isAway) => _membership?.SetAway(isAway);

    /// <summary>Says something about the room, until it is read or the visitor does something else there.</summary>
    public void Say(string message)
    {
        Message = message;
        Tell();
    }

    /// <summary>The message has been read.</summary>
    public void Dismiss()
    {
        Message = null;
        Tell();
    }

    /// <summary>Leaves with the circuit.</summary>
    public void Dispose()
    {
        _gone.Cancel();
        _membership?.Dispose();
        _gone.Dispose();
    }

    private void Tell() => Changed?.Invoke(this, EventArgs.Empty);

    private void SitInFront(RoomMembership membership, string ownerKey)
    {
        Sit(membership);
        OwnerKey = ownerKey;
        Tell();
    }

    private void Sit(RoomMembership membership)
    {
        _membership?.Dispose();
        (_membership, Room, OwnerKey, Message) = (membership, membership.State, null, null);
        _ = WatchAsync(membership);
    }

    private void Branch(bool isBranched)
    {
        _membership?.Branch(isBranched);
        Message = null;
        Tell();
    }

    private async Task WatchAsync(RoomMembership membership)
    {
        try
        {
            await foreach (var state in membership.ChangesAsync(_gone.Token))
            {
                if (membership != _membership)
                    return;
                Room = state;
                if (state.IsClosed)
                    End("Your teacher has closed the room: what you see is your own copy now.");
                else
                    Tell();
            }
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The visitor has left.
        }
    }

    private void End(string message)
    {
        Leave();
        Say(message);
    }

    private async Task TryAsync(Func<RoomMembership, Task> act)
    {
        if (_membership is not { } membership)
            return;
        try
        {
            await act(membership);
        }
        catch (RequestRefusedException refused)
        {
            Say(refused.Message);
        }
    }
}
