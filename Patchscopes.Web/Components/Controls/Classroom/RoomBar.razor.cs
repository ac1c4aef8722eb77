using Microsoft.AspNetCore.Components;
using Patchscopes.Web.Classroom;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;

namespace Patchscopes.Web.Components.Controls.Classroom;

/// <summary>The bar of a room across every page: the teacher's, or a follower's.</summary>
public sealed partial class RoomBar : IDisposable
{
    private const int MostTries = 10;
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(2);
    private static readonly string[] ClassPages = ["", "stages"];

    private Modal? _join;
    private Modal? _tried;
    private Modal? _key;
    private StoredSeat? _stored;
    private bool _isBack;
    private bool _isSure;

    [Inject]
    public required RoomSeat Seat { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required BrowserSeat Browser { get; init; }

    private string JoinAddress => $"{Navigation.BaseUri}room/{Seat.Room?.Code}";

    /// <summary>Whether this page can show what the teacher does; on others one reads for oneself, and goes back when one likes.</summary>
    private bool IsOnClassPage => ClassPages.Contains(Navigation.ToBaseRelativePath(Navigation.Uri).Split('?', '#')[0], StringComparer.Ordinal);

    private string Mode => Seat switch
    {
        { IsFollowing: true } => IsOnClassPage ? "following your teacher" : "your class goes on without this page",
        { Hold: { Held: not null, LocksKnobs: true } } => "on your own copy · model and knobs are locked",
        { Hold.Held: not null } => "on your own copy · the model is pinned",
        _ => "on your own copy",
    };

    protected override void OnInitialized()
    {
        Seat.Changed += Redraw;
        Navigation.LocationChanged += Redraw;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await ComeBackAsync();
            _isBack = true;
        }
        if (_isBack)
            await RememberAsync();
    }

    public void Dispose()
    {
        Seat.Changed -= Redraw;
        Navigation.LocationChanged -= Redraw;
    }

    private void Redraw(object? sender, EventArgs change) => _ = InvokeAsync(StateHasChanged);

    /// <summary>After a reload, or when the server was started again, the tab takes its seat again.</summary>
    private async Task ComeBackAsync()
    {
        if (Seat.Room is not null || await Browser.SeatAsync() is not { } seat)
            return;
        for (var tries = 1; Seat.Room is null; tries++)
        {
            try
            {
                await (seat.OwnerKey is { } key ? Seat.LeadAsync(seat.Code, key) : Seat.FollowAsync(seat.Code, seat.IsBranched));
            }
            catch (RequestRefusedException refused) when (refused.Reason is RefusalReason.NotKept or RefusalReason.NotOwner)
            {
                await Browser.RiseAsync();
                await Browser.ForgetAsync(seat.Code);
                return;
            }
            catch (RequestRefusedException) when (tries < MostTries)
            {
                // A store that is just being started, or a class that all comes back at once.
                await Task.Delay(TryAgain);
            }
            catch (RequestRefusedException)
            {
                return;
            }
        }
    }

    private async Task RememberAsync()
    {
        var now = Seat.Room is { } room ? new StoredSeat(room.Code, Seat.OwnerKey, Seat.IsBranched) : null;
        if (now == _stored)
            return;
        var before = _stored;
        _stored = now;
        if (now is not null)
            await Browser.SitAsync(now);
        else
            await Browser.RiseAsync();
        // Who leads a room leaves it only by closing it.
        if (before is { OwnerKey: not null, Code: var left } && Seat.Room is null)
            await Browser.ForgetAsync(left);
    }

    private void ComeBack()
    {
        Seat.ComeBack();
        if (!IsOnClassPage && Seat.Room is { } room)
            Navigation.NavigateTo($"/{room.Shown.Place}");
    }

    private void Disarm() => _isSure = false;

    private Task LeaveAsync()
    {
        Seat.Leave();
        return Task.CompletedTask;
    }

    private Task CloseAsync()
    {
        if (!_isSure)
        {
            _isSure = true;
            return Task.CompletedTask;
        }
        _isSure = false;
        return Seat.CloseAsync();
    }

    private async Task ShowAsync(TriedView tried)
    {
        if (_tried is not null)
            await _tried.CloseAsync();
        Navigation.NavigateTo($"/{tried.Place}{SharedLink.Shortest(tried.View)}");
    }
}
