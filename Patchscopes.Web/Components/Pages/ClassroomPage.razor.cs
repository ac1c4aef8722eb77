using Microsoft.AspNetCore.Components;
using Patchscopes.Web.Classroom;
using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;

namespace Patchscopes.Web.Components.Pages;

/// <summary>Opening a room, and joining one by its code or its address.</summary>
public sealed partial class ClassroomPage : IDisposable
{
    private string _typed = "";
    private string? _refusal;
    private string? _openRefusal;
    private bool _isBusy;

    [Inject]
    public required RoomSeat Seat { get; init; }

    [Inject]
    public required IPatchscopeService Service { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>The code of an address that was scanned or clicked.</summary>
    [Parameter]
    public string? Code { get; set; }

    public void Dispose() => Seat.Changed -= Redraw;

    protected override async Task OnInitializedAsync()
    {
        Seat.Changed += Redraw;
        if (Code is null)
            return;
        _typed = Code;
        if (RendererInfo.IsInteractive)
            await JoinAsync();
    }

    private void Redraw(object? sender, EventArgs change) => _ = InvokeAsync(StateHasChanged);

    private async Task JoinAsync()
    {
        (_isBusy, _refusal) = (true, null);
        try
        {
            await Seat.FollowAsync(_typed);
            if (Seat.Room is { } room)
                Navigation.NavigateTo($"/{room.Shown.Place}{room.Shown.View}");
        }
        catch (RequestRefusedException refused)
        {
            _refusal = refused.Of("This code");
        }
        _isBusy = false;
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
