using Microsoft.AspNetCore.Components;
using Patchscopes.Web.Classroom;
using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;

namespace Patchscopes.Web.Components.Pages;

/// <summary>Opening a room, and joining one by its code or its address.</summary>
public sealed partial class ClassroomPage : IDisposable
{
    private IReadOnlyList<OwnRoom> _own = [];
    private string _typed = "";
    private string _ownCode = "";
    private string _ownKey = "";
    private string? _leadRefusal;
    private string? _refusal;
    private string? _openRefusal;
    private bool _isBusy;

    [Inject]
    public required RoomSeat Seat { get; init; }

    [Inject]
    public required IPatchscopeService Service { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required BrowserSeat Browser { get; init; }

    /// <summary>The code of an address that was scanned or clicked.</summary>
    [Parameter]
    public string? Code { get; set; }

    public void Dispose() => Seat.Changed -= Redraw;

    protected override async Task OnInitializedAsync()
    {
        Seat.Changed += Redraw;
        _typed = Code ?? "";
        if (!RendererInfo.IsInteractive)
            return;
        _own = await Browser.RoomsAsync();
        if (Code is not null)
            await JoinAsync();
    }

    /// <summary>Whether a room was opened in this browser, so that its teacher does not join it as a student by mistake.</summary>
    private OwnRoom? OwnOf(string typed) => RoomCode.TryRead(typed, out var code) ? _own.FirstOrDefault(room => room.Code == code) : null;

    private void Redraw(object? sender, EventArgs change) => _ = InvokeAsync(StateHasChanged);

    private async Task JoinAsync()
    {
        if (string.IsNullOrWhiteSpace(_typed))
        {
            _refusal = "Type the code that your teacher shows.";
            return;
        }
        (_isBusy, _refusal) = (true, null);
        try
        {
            await (OwnOf(_typed) is { } own ? Seat.LeadAsync(own.Code, own.OwnerKey) : Seat.FollowAsync(_typed));
            GoToClass();
        }
        catch (RequestRefusedException refused)
        {
            _refusal = refused.Of("This code");
        }
        _isBusy = false;
    }

    private async Task LeadAsync(string code, string ownerKey)
    {
        (_isBusy, _leadRefusal) = (true, null);
        try
        {
            await Seat.LeadAsync(code, ownerKey.Trim());
            GoToClass();
        }
        catch (RequestRefusedException refused)
        {
            _leadRefusal = refused.Of(refused.Reason is RefusalReason.NotOwner ? "This key" : "This code");
            if (refused.Reason is RefusalReason.NotKept && _own.Any(room => room.Code == code))
            {
                await Browser.ForgetAsync(code);
                _own = await Browser.RoomsAsync();
            }
        }
        _isBusy = false;
    }

    /// <summary>A follower's page takes the view from the room; a teacher's goes on where the class is.</summary>
    private void GoToClass()
    {
        if (Seat.Room is { Shown: var shown })
            Navigation.NavigateTo(Seat.IsTeacher ? $"/{shown.Place}{SharedLink.Shortest(shown.View)}" : $"/{shown.Place}");
    }

    private async Task OpenAsync()
    {
        (_isBusy, _openRefusal) = (true, null);
        var request = ExplorerState.Defaults(Service.Models()[0].Name);
        try
        {
            var view = ExplorerUrl.Write(new ExplorerView(request, null));
            await Seat.OpenAsync(new RoomView("", view, request.Model, TupleSummary.Of(request)));
            Navigation.NavigateTo("/");
        }
        catch (RequestRefusedException refused)
        {
            _openRefusal = refused.Message;
        }
        _isBusy = false;
    }
}
