using Patchscopes.Web.Classroom;
using Xunit;
using static Patchscopes.Web.Tests.Classroom.RoomsHost;

namespace Patchscopes.Web.Tests.Classroom;

/// <summary>What a circuit's seat in a room knows of its page and of the teacher's other tabs.</summary>
public sealed class RoomSeatTests : IDisposable
{
    private readonly RoomsHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task ATab_KnowsThatAnotherHasShownSomethingElse_AndCanShowItsOwnAgain()
    {
        var rooms = await _host.StartAsync();
        using var first = new RoomSeat(rooms);
        await first.OpenAsync(First);
        using var second = new RoomSeat(rooms);
        await second.LeadAsync(first.Room!.Code, first.OwnerKey!);
        Assert.False(first.IsShownElsewhere);
        await first.ShowAsync(First);
        Assert.False(first.IsShownElsewhere);

        await second.ShowAsync(Second);
        Assert.True(first.IsShownElsewhere);
        Assert.False(second.IsShownElsewhere);
        await first.ShowHereAsync();
        Assert.False(first.IsShownElsewhere);
        Assert.True(second.IsShownElsewhere);

        second.LeavePage();
        Assert.False(second.IsShownElsewhere);
        second.Leave();
        Assert.False(second.IsShownElsewhere);
    }
}
