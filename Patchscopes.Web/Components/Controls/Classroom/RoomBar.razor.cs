using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Patchscopes.Web.Classroom;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Components.Controls.Classroom;

/// <summary>The bar of a room across every page: the teacher's, or a follower's.</summary>
public sealed partial class RoomBar : IAsyncDisposable
{
    private const int MostTries = 10;
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(2);

    private Modal? _join;
    private Modal? _tried;
    private IJSObjectReference? _module;
    private (string Code, string? OwnerKey)? _stored;
    private bool _isSure;

    [Inject]
    public required RoomSeat Seat { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IJSRuntime JS { get; init; }

    private string JoinAddress => $"{Navigation.BaseUri}room/{Seat.Room?.Code}";

    private string Locks => Seat switch
    {
        { PinnedModel: not null, LocksKnobs: true } => " · model and knobs are locked",
        { PinnedModel: not null } => " · the model is pinned",
        { LocksKnobs: true } => " · prompts and tokens can be changed",
        _ => "",
    };

    protected override void OnInitialized() => Seat.Changed += Redraw;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        try
        {
            if (firstRender)
            {
                _module = await JS.InvokeAsync<IJSObjectReference>("import", "./js/room.js");
                await ComeBackAsync();
            }
            await RememberAsync();
        }
        catch (Exception left) when (BrowserBinding.IsLeaving(left))
        {
            // Nobody is left to sit anywhere.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Seat.Changed -= Redraw;
        try
        {
            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (Exception left) when (BrowserBinding.IsLeaving(left))
        {
            // With the circuit the browser's side has gone too.
        }
    }

    private void Redraw(object? sender, EventArgs change) => _ = InvokeAsync(StateHasChanged);

    /// <summary>After a reload, or when the server was started again, the tab takes its seat again.</summary>
    private async Task ComeBackAsync()
    {
        if (Seat.Room is not null || await _module!.InvokeAsync<StoredSeat?>("seat") is not { } seat)
            return;
        for (var tries = 1; Seat.Room is null; tries++)
        {
            try
            {
                await (seat.OwnerKey is { } key ? Seat.LeadAsync(seat.Code, key) : Seat.FollowAsync(seat.Code));
            }
            catch (RequestRefusedException refused) when (refused.Reason is RefusalReason.NotKept or RefusalReason.NotOwner)
            {
                await _module!.InvokeVoidAsync("rise");
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
        (string, string?)? now = Seat.Room is { } room ? (room.Code, Seat.OwnerKey) : null;
        if (_module is null || now == _stored)
            return;
        _stored = now;
        if (now is { } seat)
            await _module.InvokeVoidAsync("sit", seat.Item1, seat.Item2);
        else
            await _module.InvokeVoidAsync("rise");
    }

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
        Navigation.NavigateTo($"/{tried.Place}{tried.View}");
    }

    private sealed record StoredSeat(string Code, string? OwnerKey);
}
