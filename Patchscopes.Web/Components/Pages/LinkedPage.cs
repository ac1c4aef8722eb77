using Microsoft.AspNetCore.Components;
using Patchscopes.Web.Classroom;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;

namespace Patchscopes.Web.Components.Pages;

/// <summary>A page whose state lives as long as it does, and whose view stands in the address bar.</summary>
public abstract class LinkedPage : ComponentBase, IDisposable
{
    /// <summary>How long the first answer waits for a model that is not loaded.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(150);

    private readonly CancellationTokenSource _gone = new();
    private PageAddress? _address;
    private string? _remembered;
    private string? _shownToClass;
    private string? _tried;
    private RoomView? _followed;
    private RoomView? _heldHere;

    [Inject]
    public required TimeProvider Time { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required BrowserShelf Shelf { get; init; }

    [Inject]
    public required LastViews Views { get; init; }

    /// <summary>The room that the visitor is in, if any.</summary>
    [Inject]
    public required RoomSeat Seat { get; init; }

    /// <summary>The query string of the view, however long.</summary>
    protected abstract string View { get; }

    /// <summary>The query string of what is run, without how it is looked at.</summary>
    protected abstract string Asked { get; }

    /// <summary>The model of the view.</summary>
    protected abstract string ModelInUse { get; }

    /// <summary>Whether what it shows has been asked for: not while something is being typed.</summary>
    protected abstract bool IsAsked { get; }

    /// <summary>Whether a teacher decides which model is used.</summary>
    protected bool IsModelFixed => Seat.Hold is { IsFollowing: true } or { Held: not null };

    /// <summary>What the page shows, in short.</summary>
    protected abstract string InShort { get; }

    /// <summary>Whether what it shows has been run to its end.</summary>
    protected abstract bool IsDone { get; }

    /// <summary>The page's path without a slash.</summary>
    protected abstract string Place { get; }

    /// <summary>Cancelled when the visitor has left.</summary>
    protected CancellationToken Gone => _gone.Token;

    /// <summary>What the teacher shows of this page; null where the visitor follows nobody, or another page is shown.</summary>
    private RoomView? Followed => Seat.IsFollowing && Seat.Room is { } room && room.Shown.Place == Place ? room.Shown : null;

    private PageAddress Address => _address ??= new PageAddress(Navigation, Place, () => _ = InvokeAsync(ReopenAsync));

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Shows what a link asks for, without running it.</summary>
    protected abstract Task LoadAsync(string query, CancellationToken gone);

    /// <summary>Runs what the page shows.</summary>
    protected abstract Task RunAsync();

    /// <summary>Lets the visitor change what their place in the room allows.</summary>
    protected abstract void Hold(RoomHold hold);

    /// <summary>The view that the teacher shows of this page, or showed last with the same model; null where none was seen.</summary>
    protected string? TeachersView(RoomView shown)
    {
        if (shown.Place == Place)
            _heldHere = shown;
        return _heldHere?.Model == shown.Model ? _heldHere.View : null;
    }

    /// <summary>Takes the teacher's part of what is run where the page has another one.</summary>
    protected abstract Task KeepHeldAsync();

    /// <summary>Looks at what the page shows as another view does; false, and nothing is changed, where that view asks for something else.</summary>
    protected abstract Task<bool> TryLookAsync(string before, string now);

    /// <summary>The query string of the view; null while it has none.</summary>
    protected abstract string? Link();

    /// <summary>Leaves the state's runs.</summary>
    protected virtual void Dispose(bool disposing)
    {
        Seat.Changed -= HearRoom;
        Seat.LeavePage();
        if (disposing && !Seat.IsFollowing && ModelInUse.Length > 0)
            Views.Keep(Place, View);
        _address?.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        Hold(Seat.Hold);
        _followed = Followed;
        var isElsewhere = Seat is { IsFollowing: true, Room.Shown.Place: var shown } && shown != Place;
        var load = LoadAsync(_followed?.View ?? (Address.Query.Length > 1 ? Address.Query : Views.Of(Place) ?? ""));
        if (!RendererInfo.IsInteractive)
        {
            // Answered without the model, the visitor sees a page that says what it loads, and not a blank tab.
            await await Task.WhenAny(load, Task.Delay(Patience, Time));
            return;
        }
        Address.Follow();
        Seat.Changed += HearRoom;
        if (isElsewhere)
            Seat.Say("Your class is on another page. Branch off first to look at this one.");
        await load;
        if (!_gone.IsCancellationRequested && !isElsewhere)
            await RunAsync();
        await FollowAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            Address.IsLive = true;
            WriteAddress(push: false);
        }
        if (_gone.IsCancellationRequested)
            return;
        await TellRoomAsync();
        if (!IsDone || Seat.IsFollowing || Link() is not { } query || query == _remembered)
            return;
        _remembered = query;
        await Shelf.RememberAsync(new RecentRun($"/{Place}{query}", $"/{Place}{Asked}", InShort, Words.Moment(Time.GetUtcNow())));
    }

    /// <summary>Draws what changed.</summary>
    protected void Redraw()
    {
        if (!_gone.IsCancellationRequested)
            _ = InvokeAsync(StateHasChanged);
    }

    /// <summary>Puts the view into the address bar.</summary>
    /// <param name="push">Whether going back should return to the view before.</param>
    protected void WriteAddress(bool push)
    {
        if (Address.IsLive && Link() is { } query)
            Address.Write(query, push);
    }

    private void HearRoom(object? sender, EventArgs change) => _ = InvokeAsync(FollowAsync);

    /// <summary>Shows what the teacher shows, or lets go of it.</summary>
    private async Task FollowAsync()
    {
        if (_gone.IsCancellationRequested)
            return;
        Hold(Seat.Hold);
        if (Seat is { IsFollowing: true, Room.Shown: var shown })
        {
            // Without the view, which may be too long for an address: the page takes it from the room.
            if (shown.Place != Place)
                Navigation.NavigateTo($"/{shown.Place}");
            else if (shown != _followed)
                await FollowAsync(shown);
        }
        else
        {
            if (_followed is not null)
                (_followed, _tried) = (null, Asked);
            await KeepHeldAsync();
        }
        Redraw();
    }

    private async Task FollowAsync(RoomView shown)
    {
        var before = _followed;
        _followed = shown;
        // Where the teacher only looks at something else, nothing is run again.
        if (before is not null && await TryLookAsync(before.View, shown.View))
            return;
        await LoadAsync(shown.View);
        await RunAsync();
    }

    /// <summary>A teacher's view goes to the class; what a follower runs in a copy of their own, to the teacher.</summary>
    private async Task TellRoomAsync()
    {
        if (Seat.IsTeacher && IsAsked && View is var view && view != _shownToClass)
        {
            _shownToClass = view;
            await Seat.ShowAsync(new RoomView(Place, view, ModelInUse, InShort));
        }
        else if (Seat.IsBranched && IsDone && Asked is var own && own != _tried)
        {
            _tried = own;
            // What has no link could not be opened by the teacher.
            if (Link() is not null)
                await Seat.TriedAsync(new RoomView(Place, own, ModelInUse, InShort));
        }
    }

    private async Task LoadAsync(string query)
    {
        try
        {
            await LoadAsync(query, _gone.Token);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The visitor left while the model was loading.
        }
    }

    /// <summary>Back and forward: shows and runs what the address says.</summary>
    private async Task ReopenAsync()
    {
        if (_gone.IsCancellationRequested)
            return;
        Address.TakeCurrent();
        if (Seat.IsFollowing)
            return;
        await LoadAsync(Address.Query);
        await RunAsync();
    }
}
