using Patchscopes.Web.Configuration;
using Patchscopes.Web.Services;
using Patchscopes.Web.Tests.Api;
using Xunit;
using static Patchscopes.Web.Tests.Classroom.RoomsHost;

namespace Patchscopes.Web.Tests.Classroom;

/// <summary>How long rooms are in memory and in the store, and what is written of them.</summary>
public sealed class RoomMemoryTests : IDisposable
{
    private static readonly RoomsOptions TwoHours = new() { Hours = 2 };

    private readonly RoomsHost _host = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task ARoom_LeavesTheMemoryWithItsLastMember_AndComesBackWithTheNext()
    {
        var rooms = await _host.StartAsync();
        var opened = await rooms.OpenAsync(First, Token);
        var follower = await rooms.FollowAsync(opened.Code, Token);
        await opened.Teacher.ShowAsync(Second);

        opened.Teacher.Dispose();
        Assert.Equal(1, rooms.InMemory);
        follower.Dispose();
        Assert.Equal(0, rooms.InMemory);

        using var again = await rooms.FollowAsync(opened.Code, Token);
        Assert.Equal((Second, 1), (again.State.Shown, again.State.Following));
        // Who has left changes nothing any more.
        await opened.Teacher.ShowAsync(First);
        Assert.Equal(Second, again.State.Shown);
    }

    [Fact]
    public async Task AnotherKey_LeavesNoRoomInMemory()
    {
        var rooms = await _host.StartAsync();
        var opened = await rooms.OpenAsync(First, Token);
        opened.Teacher.Dispose();

        await RefusedAsync(RefusalReason.NotOwner, () => rooms.LeadAsync(opened.Code, "guessed", Token));

        Assert.Equal(0, rooms.InMemory);
    }

    [Fact]
    public async Task WhatCouldNotBeStored_StaysInMemory_AndIsStoredLater()
    {
        var rooms = await _host.StartAsync();
        var opened = await rooms.OpenAsync(First, Token);
        _host.Store.IsBroken = true;
        await RefusedAsync(RefusalReason.StoreUnavailable, () => opened.Teacher.ShowAsync(Second));
        opened.Teacher.Dispose();

        Assert.Equal(1, rooms.InMemory);
        using (var follower = await rooms.FollowAsync(opened.Code, Token))
            Assert.Equal(Second, follower.State.Shown);
        _host.Store.IsBroken = false;
        await rooms.ForgetExpiredAsync(Token);

        Assert.Equal(0, rooms.InMemory);
        Assert.Equal(Second, (await _host.StoredAsync(opened.Code)).Shown);
    }

    [Fact]
    public async Task WhatCannotBeStoredForTooLong_IsForgotten()
    {
        var rooms = await _host.StartAsync(TwoHours);
        var opened = await rooms.OpenAsync(First, Token);
        _host.Store.IsBroken = true;
        await RefusedAsync(RefusalReason.StoreUnavailable, () => opened.Teacher.ShowAsync(Second));
        opened.Teacher.Dispose();
        _host.Time.Advance(TimeSpan.FromHours(2));

        await RefusedAsync(RefusalReason.StoreUnavailable, () => rooms.ForgetExpiredAsync(Token));

        Assert.Equal(0, rooms.InMemory);
    }

    [Fact]
    public async Task ARoomThatSomebodySitsIn_IsRenewedEachHour()
    {
        var rooms = await _host.StartAsync(TwoHours);
        var opened = await rooms.OpenAsync(First, Token);
        using var follower = await rooms.FollowAsync(opened.Code, Token);
        opened.Teacher.Dispose();

        for (var hour = 0; hour < 10; hour++)
        {
            _host.Time.Advance(TimeSpan.FromHours(1));
            await rooms.ForgetExpiredAsync(Token);
        }

        using var another = await rooms.FollowAsync(opened.Code, Token);
        Assert.Equal(2, follower.State.Following);
        Assert.Equal(_host.Time.GetUtcNow() + TwoHours.Lifetime, (await _host.StoredAsync(opened.Code, TwoHours)).Expires);
    }

    [Fact]
    public async Task ARoomThatSomebodySitsIn_IsNotSplit_AlsoWhereItsTimeIsOver()
    {
        var rooms = await _host.StartAsync(TwoHours);
        var opened = await rooms.OpenAsync(First, Token);
        _host.Time.Advance(TimeSpan.FromHours(3));
        using var other = (await rooms.OpenAsync(First, Token)).Teacher;

        using var follower = await rooms.FollowAsync(opened.Code, Token);
        await opened.Teacher.ShowAsync(Second);

        Assert.Equal((Second, 1), (follower.State.Shown, opened.Teacher.State.Following));
        Assert.Equal(Second, (await _host.StoredAsync(opened.Code)).Shown);
    }

    [Fact]
    public async Task EnteringARoomWhoseTimeIsNearlyOver_RenewsIt()
    {
        var rooms = await _host.StartAsync(TwoHours);
        var opened = await rooms.OpenAsync(First, Token);
        opened.Teacher.Dispose();
        _host.Time.Advance(TimeSpan.FromHours(1.5));

        using var follower = await rooms.FollowAsync(opened.Code, Token);

        Assert.Equal(_host.Time.GetUtcNow() + TwoHours.Lifetime, (await _host.StoredAsync(opened.Code, TwoHours)).Expires);
    }

    [Fact]
    public async Task ARowThatHasGone_IsWrittenAgain()
    {
        var opened = await (await _host.StartAsync()).OpenAsync(First, Token);
        await _host.DeleteRowsAsync();

        await opened.Teacher.ShowAsync(Second);

        Assert.Equal(Second, (await _host.StoredAsync(opened.Code)).Shown);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ChangesThatComeWhileOneIsWritten_AreWrittenTogether_AndEachHearsHowThatWent(bool isBroken)
    {
        var opened = await (await _host.StartAsync()).OpenAsync(First, Token);
        var asked = _host.Store.Asked;
        _host.Store.Hold();
        var first = opened.Teacher.ShowAsync(Second);
        await Waiting.UntilAsync(() => _host.Store.Asked > asked);

        var others = Enumerable.Range(0, 40).Select(at => opened.Teacher.ShowAsync(First with { View = $"?source={at}" })).ToList();
        _host.Store.IsBroken = isBroken;
        _host.Store.Release();
        foreach (var change in others.Prepend(first))
        {
            if (isBroken)
                await RefusedAsync(RefusalReason.StoreUnavailable, () => change.Soon());
            else
                await change.Soon();
        }

        Assert.Equal(asked + 2, _host.Store.Asked);
        if (!isBroken)
            Assert.Equal("?source=39", (await _host.StoredAsync(opened.Code)).Shown.View);
    }

    [Fact]
    public async Task AClosedRoom_IsNotBroughtBackByWhatWaitedToBeWritten()
    {
        var rooms = await _host.StartAsync();
        var opened = await rooms.OpenAsync(First, Token);
        var asked = _host.Store.Asked;
        _host.Store.Hold();
        var first = opened.Teacher.ShowAsync(Second);
        await Waiting.UntilAsync(() => _host.Store.Asked > asked);
        var closing = opened.Teacher.CloseAsync();
        var last = opened.Teacher.ShowAsync(First);
        _host.Store.Release();
        await Task.WhenAll(first, closing, last).Soon();

        await RefusedAsync(RefusalReason.NotKept, () => _host.StoredAsync(opened.Code));
        Assert.Equal(0, rooms.InMemory);
    }
}
