using Patchscopes.Web.Classroom;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Services;
using Xunit;
using static Patchscopes.Web.Tests.Classroom.RoomsHost;

namespace Patchscopes.Web.Tests.Classroom;

public sealed class RoomTests : IDisposable
{
    private readonly RoomsHost _host = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task AFollower_SeesWhatIsShownNow_AndThenEveryChange()
    {
        var rooms = await RoomsAsync();
        var opened = await rooms.OpenAsync(First, Token);
        using var teacher = opened.Teacher;
        using var follower = await rooms.FollowAsync(opened.Code.ToLowerInvariant().Insert(3, "-"), Token);
        await using var changes = follower.ChangesAsync(Token).GetAsyncEnumerator(Token);

        Assert.Equal(First, (await NextAsync(changes)).Shown);
        await teacher.ShowAsync(Second);
        Assert.Equal(Second, (await NextAsync(changes)).Shown);
        await teacher.LockAsync(pinsModel: true, locksKnobs: true);
        var locked = await NextAsync(changes);
        Assert.True(locked is { PinsModel: true, LocksKnobs: true, Version: 3 });
        await teacher.CloseAsync();
        Assert.True((await NextAsync(changes)).IsClosed);
        Assert.False(await changes.MoveNextAsync());
        await RefusedAsync(RefusalReason.NotKept, () => rooms.FollowAsync(opened.Code, Token));
    }

    [Fact]
    public async Task TheTeacher_SeesHowManyFollow_AndWhatTheyTried()
    {
        var rooms = await RoomsAsync();
        var opened = await rooms.OpenAsync(First, Token);
        using var teacher = opened.Teacher;
        using var one = await rooms.FollowAsync(opened.Code, Token);
        using (var two = await rooms.FollowAsync(opened.Code, Token))
        {
            two.Branch(true);
            await two.TryAsync(Second);
            await two.TryAsync(First);
            await two.TryAsync(Second);
            Assert.Equal((1, 1), (teacher.State.Following, teacher.State.Branched));
        }
        Assert.Equal((1, 0), (teacher.State.Following, teacher.State.Branched));
        Assert.Equal([("b", 2), ("a", 1)], teacher.State.Tried.Select(tried => (tried.About, tried.Count)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => one.ShowAsync(Second));
    }

    [Fact]
    public async Task ARoom_SurvivesARestart()
    {
        var before = await RoomsAsync();
        var opened = await before.OpenAsync(First, Token);
        using (var teacher = opened.Teacher)
        using (var follower = await before.FollowAsync(opened.Code, Token))
        {
            await teacher.ShowAsync(Second);
            await teacher.LockAsync(pinsModel: true, locksKnobs: false);
            await follower.TryAsync(First);
        }

        var after = await RoomsAsync();
        using var again = await after.LeadAsync(opened.Code, opened.OwnerKey, Token);

        Assert.Equal(Second, again.State.Shown);
        Assert.True(again.State is { PinsModel: true, LocksKnobs: false });
        Assert.Equal("a", Assert.Single(again.State.Tried).About);
    }

    [Fact]
    public async Task AnotherKey_LeadsNothing()
    {
        var rooms = await RoomsAsync();
        var opened = await rooms.OpenAsync(First, Token);

        await RefusedAsync(RefusalReason.NotOwner, () => rooms.LeadAsync(opened.Code, "guessed", Token));
    }

    [Fact]
    public async Task ARoomThatNobodyUses_Expires()
    {
        var rooms = await RoomsAsync(new RoomsOptions { Hours = 2 });
        var opened = await rooms.OpenAsync(First, Token);
        using (var teacher = opened.Teacher)
        {
            _host.Time.Advance(TimeSpan.FromHours(1.5));
            await teacher.ShowAsync(Second);
            _host.Time.Advance(TimeSpan.FromHours(1.5));
            using var follower = await rooms.FollowAsync(opened.Code, Token);
        }
        _host.Time.Advance(TimeSpan.FromHours(2));

        await RefusedAsync(RefusalReason.NotKept, () => rooms.FollowAsync(opened.Code, Token));
    }

    [Fact]
    public async Task MoreRoomsThanAllowed_AreRefused()
    {
        var rooms = await RoomsAsync(new RoomsOptions { Most = 1 });
        await rooms.OpenAsync(First, Token);

        await RefusedAsync(RefusalReason.StoreUnavailable, () => rooms.OpenAsync(First, Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ABC")]
    [InlineData("<script>")]
    [InlineData("AEIOUA")]
    public async Task WhatIsNoCode_IsRefused(string code) => await RefusedAsync(RefusalReason.NotKept, async () => await (await RoomsAsync()).FollowAsync(code, Token));

    [Fact]
    public async Task AViewThatIsTooLong_IsRefused_AndTheClassSeesTheOneBefore()
    {
        var rooms = await RoomsAsync();
        var opened = await rooms.OpenAsync(First, Token);
        using var teacher = opened.Teacher;

        await RefusedAsync(RefusalReason.TooLarge, () => teacher.ShowAsync(Second with { View = new string('x', 1 << 19) }));

        Assert.Equal(First, teacher.State.Shown);
    }

    [Fact]
    public async Task ManyChangesAtOnce_EndInTheLastOne_InTheStoreToo()
    {
        var rooms = await RoomsAsync();
        var opened = await rooms.OpenAsync(First, Token);
        using var teacher = opened.Teacher;

        await Task.WhenAll(Enumerable.Range(0, 40).Select(at => Task.Run(() => teacher.ShowAsync(First with { View = $"?source={at}" }), Token)));

        using var stored = await (await RoomsAsync()).FollowAsync(opened.Code, Token);
        Assert.Equal(teacher.State.Shown, stored.State.Shown);
        Assert.Equal(41, stored.State.Version);
    }

    private async Task<IRooms> RoomsAsync(RoomsOptions? options = null) => await _host.StartAsync(options);

    private static async Task<RoomState> NextAsync(IAsyncEnumerator<RoomState> changes)
    {
        Assert.True(await changes.MoveNextAsync());
        return changes.Current;
    }
}
