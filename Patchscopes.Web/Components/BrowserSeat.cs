using System.Text.Json.Serialization;
using Microsoft.JSInterop;

namespace Patchscopes.Web.Components;

/// <summary>Where a tab sits in a class.</summary>
/// <param name="Code">The room's code.</param>
/// <param name="OwnerKey">The key of its teacher; null for a follower.</param>
/// <param name="IsBranched">Whether a follower is on a copy of their own.</param>
public sealed record StoredSeat(
    [property: JsonPropertyName("code")] string Code, [property: JsonPropertyName("ownerKey")] string? OwnerKey, [property: JsonPropertyName("isBranched")] bool IsBranched);

/// <summary>A room that was opened in this browser.</summary>
/// <param name="Code">Its code.</param>
/// <param name="OwnerKey">Leads it.</param>
public sealed record OwnRoom([property: JsonPropertyName("code")] string Code, [property: JsonPropertyName("ownerKey")] string OwnerKey);

/// <summary>What the visitor's browser remembers of classes: the tab its seat, the browser the rooms that were opened in it.</summary>
public sealed class BrowserSeat(IJSRuntime js) : BrowserModule(js, "./js/room.js")
{
    /// <summary>The tab's seat; null where it has none.</summary>
    public Task<StoredSeat?> SeatAsync() => AskAsync<StoredSeat?>("seat");

    /// <summary>Takes a seat, which comes back after a reload.</summary>
    public Task SitAsync(StoredSeat seat) => AskAsync<object?>("sit", seat.Code, seat.OwnerKey, seat.IsBranched);

    /// <summary>Gives the seat up.</summary>
    public Task RiseAsync() => AskAsync<object?>("rise");

    /// <summary>The rooms that were opened in this browser, the latest first.</summary>
    public async Task<IReadOnlyList<OwnRoom>> RoomsAsync() => await AskAsync<OwnRoom[]>("rooms") ?? [];

    /// <summary>Forgets a room that is no more.</summary>
    public Task ForgetAsync(string code) => AskAsync<object?>("forget", code);
}
