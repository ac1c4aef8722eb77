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

    [Fact]
    public async Task WhoseConnectionIsLost_IsNotCounted_UntilItIsThereAgain()
    {
        var rooms = await _host.StartAsync();
        using var teacher = new RoomSeat(rooms);
        await teacher.OpenAsync(First);
        using var one = new RoomSeat(rooms);
        await one.FollowAsync(teacher.Room!.Code);
        using var other = new RoomSeat(rooms);
        await other.FollowAsync(teacher.Room.Code, isBranched: true);
        using var watch = await rooms.FollowAsync(teacher.Room.Code, TestContext.Current.CancellationToken);
        Assert.Equal((2, 1), Counts());

        one.SetAway(true);
        Assert.Equal((1, 1), Counts());
        other.SetAway(true);
        Assert.Equal((1, 0), Counts());
        teacher.SetAway(true);
        Assert.Equal((1, 0), Counts());
        one.SetAway(false);
        other.SetAway(false);
        Assert.Equal((2, 1), Counts());

        (int, int) Counts() => (watch.State.Following, watch.State.Branched);
    }

    [Fact]
    public async Task AViewThatTheRoomDidNotTake_IsNotOfferedAgain()
    {
        using var seat = new RoomSeat(await _host.StartAsync());
        await seat.OpenAsync(First);

        await seat.ShowAsync(Second with { View = new string('x', 300_000) });

        Assert.Contains("too long", seat.Message, StringComparison.Ordinal);
        Assert.False(seat.IsShownElsewhere);
    }

    [Fact]
    public async Task WhatWasSaid_IsGone_WhenTheVisitorBranchesOff()
    {
        using var seat = new RoomSeat(await _host.StartAsync());
        await seat.OpenAsync(First);
        seat.Say("Your class is on another page.");

        seat.BranchOff();

        Assert.Null(seat.Message);
    }
}
