using Patchscopes.Web.Classroom;
using Patchscopes.Web.Services;
using Patchscopes.Web.Tests.Api;
using Xunit;
using static Patchscopes.Web.Tests.Classroom.RoomsHost;

namespace Patchscopes.Web.Tests.Classroom;

/// <summary>How often codes can be guessed, and how many come in who know one.</summary>
public sealed class RoomTriesTests : IDisposable
{
    private const int Pupils = 30;
    private const int Wrong = 20;
    private const int Late = 40;
    private const int School = 3 * (Wrong + Late);

    private readonly RoomsHost _host = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task ThirtyPupilsOfOneAddress_AreNotLimited_AlsoWhereSomeMistype()
    {
        var rooms = await _host.StartAsync();
        var opened = await rooms.OpenAsync(First, Token);
        _host.ComeFrom("203.0.113.7");

        await GuessAsync(rooms, Wrong - 1, RefusalReason.NotKept);
        await Task.WhenAll(Enumerable.Range(0, Pupils).Select(_ => Task.Run(() => rooms.FollowAsync(opened.Code, Token), Token)));
        await GuessAsync(rooms, 1, RefusalReason.NotKept);
        for (var pupil = 0; pupil < 2 * Late; pupil++)
            await rooms.FollowAsync(opened.Code, Token);

        Assert.Equal(Pupils + (2 * Late), opened.Teacher.State.Following);
    }

    [Fact]
    public async Task WhoHasGuessedWrongTooOften_FindsNoRoom_UntilSomeTimeHasPassed()
    {
        var rooms = await _host.StartAsync();
        var opened = await rooms.OpenAsync(First, Token);
        _host.ComeFrom("203.0.113.7");
        await GuessAsync(rooms, Wrong, RefusalReason.NotKept);

        // Who has the code still comes in, also from there; but whoever guesses on uses that up.
        using var late = await rooms.FollowAsync(opened.Code, Token);
        await GuessAsync(rooms, Late, RefusalReason.OverLimit);
        var refused = await RefusedAsync(RefusalReason.OverLimit, () => rooms.FollowAsync(opened.Code, Token));
        Assert.True(refused.RetryAfter > TimeSpan.Zero);

        _host.Time.Advance(TimeSpan.FromSeconds(1));
        using var later = await rooms.FollowAsync(opened.Code, Token);
        Assert.Equal(2, opened.Teacher.State.Following);
        _host.ComeFrom("203.0.113.8");
        await GuessAsync(rooms, 1, RefusalReason.NotKept);
    }

    [Fact]
    public async Task ASchool_ThatComesAtOnceToARoomThatIsNotInMemory_ComesIn_AndItIsReadOnce()
    {
        using var teacher = (await (await _host.StartAsync()).OpenAsync(First, Token)).Teacher;
        var rooms = await _host.StartAsync();
        var asked = _host.Store.Asked;
        _host.ComeFrom("203.0.113.7");
        _host.Store.Hold();

        var coming = Enumerable.Range(0, School).Select(_ => rooms.FollowAsync(teacher.State.Code, Token)).ToList();
        await Waiting.UntilAsync(() => _host.Store.Asked > asked);
        _host.Store.Release();
        var pupils = await Task.WhenAll(coming).Soon();

        Assert.Equal(School, pupils[0].State.Following);
        Assert.Equal(asked + 1, _host.Store.Asked);
        await GuessAsync(rooms, Wrong, RefusalReason.NotKept);
    }

    [Fact]
    public async Task WhoWaitsForAWrongGuessOfAnother_HasGuessedWrongToo()
    {
        var rooms = await _host.StartAsync();
        _host.ComeFrom("203.0.113.7");
        _host.Store.Hold();
        var guesses = Enumerable.Range(0, Wrong).Select(_ => RefusedAsync(RefusalReason.NotKept, () => rooms.FollowAsync("ZZZZZZ", Token))).ToList();
        _host.Store.Release();
        await Task.WhenAll(guesses).Soon();

        await GuessAsync(rooms, 1, RefusalReason.OverLimit);
    }

    [Fact]
    public async Task AStoreThatFails_CostsNoTry()
    {
        var rooms = await _host.StartAsync();
        _host.ComeFrom("203.0.113.7");
        _host.Store.IsBroken = true;
        await GuessAsync(rooms, Wrong + Late, RefusalReason.StoreUnavailable);

        _host.Store.IsBroken = false;
        await GuessAsync(rooms, Wrong, RefusalReason.NotKept);
    }

    [Fact]
    public async Task ATeacherWhoOpensARoom_LeadsIt_WhateverWasGuessedFromTheirAddress()
    {
        var rooms = await _host.StartAsync();
        _host.ComeFrom("203.0.113.7");
        await GuessAsync(rooms, Wrong, RefusalReason.NotKept);
        await GuessAsync(rooms, Late, RefusalReason.OverLimit);
        using var seat = new RoomSeat(rooms);

        await seat.OpenAsync(First);

        Assert.True(seat.IsTeacher);
        Assert.NotNull(seat.OwnerKey);
        _host.ComeFrom("203.0.113.8");
        using var again = await rooms.LeadAsync(seat.Room!.Code, seat.OwnerKey, Token);
        Assert.True(again.IsTeacher);
    }

    private static async Task GuessAsync(Rooms rooms, int times, RefusalReason reason)
    {
        for (var guess = 0; guess < times; guess++)
            await RefusedAsync(reason, () => rooms.FollowAsync("ZZZZZZ", Token));
    }
}
