using Microsoft.Extensions.Logging.Abstractions;
using Patchscopes.Web.Classroom;
using Patchscopes.Web.Services;
using Patchscopes.Web.Tests.Api;
using Patchscopes.Web.Tests.Components;
using Xunit;

namespace Patchscopes.Web.Tests.Classroom;

/// <summary>What a client of the hub hears of a room.</summary>
public sealed class RoomStreamTests : IDisposable
{
    private const string Connection = "connection";

    private readonly RoomsHost _host = new();
    private readonly TestPatchscopeService _service = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task AnotherLookAtTheSameMap_IsSaid_AndRunsNothingAnew()
    {
        var (stream, teacher) = await OpenAsync(View("a"));
        await using var lines = await FollowAsync(stream, teacher);
        Assert.Equal((1, 1), VersionsOf(await NextAsync(lines)));
        await Waiting.UntilAsync(() => _service.Runs.Count == 1);

        await teacher.ShowAsync(View("a", "&cell=0-1&pins=0-1"));
        var shows = Assert.IsType<RoomShows>(await NextAsync(lines));
        Assert.Equal((2, 1), VersionsOf(shows));
        Assert.EndsWith("&pins=0-1", shows.Shown.View, StringComparison.Ordinal);
        _service.Last.Finish();
        var run = new List<RoomLine>();
        for (var at = 0; at < 6; at++)
            run.Add(await NextAsync(lines));
        Assert.All(run, line => Assert.Equal(1, Assert.IsType<RoomRun>(line).Version));
        Assert.IsType<SweepDone>(((RoomRun)run[^1]).Line);

        await teacher.ShowAsync(View("a", "&cell=0-2"));
        Assert.Equal((3, 1), VersionsOf(await NextAsync(lines)));
        await teacher.ShowAsync(View("b"));
        Assert.Equal((4, 4), VersionsOf(await NextAsync(lines)));
        await Waiting.UntilAsync(() => _service.Runs.Count == 2);
    }

    [Fact]
    public async Task AMapThatWasRefused_IsAskedForAgain_WhenItIsLookedAtOtherwise()
    {
        _service.Refusal = new RequestRefusedException(RefusalReason.Busy, null, "busy");
        var (stream, teacher) = await OpenAsync(View("a"));
        await using var lines = await FollowAsync(stream, teacher);
        await NextAsync(lines);
        Assert.Equal("busy", Assert.IsType<RoomRefused>(await NextAsync(lines)).Message);

        await teacher.ShowAsync(View("a", "&cell=0-1"));
        Assert.Equal((2, 2), VersionsOf(await NextAsync(lines)));
        await Waiting.UntilAsync(() => _service.Runs.Count == 1);
    }

    [Fact]
    public async Task ARunThatBreaks_IsSaidInHarmlessWords_AndTheFollowerGoesOn()
    {
        var (stream, teacher) = await OpenAsync(View("a"));
        await using var lines = await FollowAsync(stream, teacher);
        await NextAsync(lines);
        await Waiting.UntilAsync(() => _service.Runs.Count == 1);
        _service.Last.Break(new IOException("/root/secret"));
        Assert.DoesNotContain("secret", Assert.IsType<RoomRefused>(await NextAsync(lines)).Message, StringComparison.Ordinal);

        await teacher.ShowAsync(View("b"));
        Assert.Equal((2, 2), VersionsOf(await NextAsync(lines)));
        await teacher.CloseAsync();
        Assert.IsType<RoomClosed>(await NextAsync(lines));
        Assert.False(await lines.MoveNextAsync().AsTask().Soon());
    }

    [Fact]
    public async Task AConnection_FollowsARoomOnce_AndMayComeBack()
    {
        var (stream, teacher) = await OpenAsync(View("a"));
        using var leaving = new CancellationTokenSource();
        await stream.FollowAsync(Connection, teacher.State.Code, leaving.Token);

        var typed = RoomCode.Shown(teacher.State.Code).ToLowerInvariant();
        var refused = await RoomsHost.RefusedAsync(RefusalReason.Invalid, () => stream.FollowAsync(Connection, typed, Token));
        Assert.Contains("follows the room already", refused.Message, StringComparison.Ordinal);
        await stream.FollowAsync("another", typed, Token);
        Assert.Equal(2, teacher.State.Following);

        await leaving.CancelAsync();
        await stream.FollowAsync(Connection, typed, Token);
        await Waiting.UntilAsync(() => teacher.State.Following == 2);
        await RoomsHost.RefusedAsync(RefusalReason.NotKept, () => stream.FollowAsync(Connection, "ZZZZZZ", Token));
        await RoomsHost.RefusedAsync(RefusalReason.NotKept, () => stream.FollowAsync(Connection, "ZZZZZZ", Token));
    }

    [Fact]
    public async Task AClientThatDoesNotRead_HoldsLittle_AndHearsOfTheNewestThen()
    {
        const int Lines = 1000;
        var (stream, teacher) = await OpenAsync(View("0"));
        await using var lines = await FollowAsync(stream, teacher);
        for (var shown = 0; shown < 6; shown++)
        {
            await teacher.ShowAsync(View($"{shown}"));
            if (shown > 0)
                continue;
            await Waiting.UntilAsync(() => _service.Runs.Count == 1);
            for (var line = 0; line < Lines; line++)
                _service.Last.Write(new SweepCancelled());
        }

        var old = 0;
        while (await NextAsync(lines) is var line && line is not RoomShows { Shown.About: "5" })
            old++;
        Assert.InRange(old, 1, RoomFollower.MostUnread + 2);
        await Waiting.UntilAsync(() => _service.Runs[^1].Request.Source.Prompt == "5");
        _service.Last.Write(new SweepDone(1));
        Assert.IsType<SweepDone>(Assert.IsType<RoomRun>(await NextAsync(lines)).Line);
    }

    private async Task<(RoomStream Stream, RoomMembership Teacher)> OpenAsync(RoomView shown)
    {
        var rooms = await _host.StartAsync();
        return (new RoomStream(rooms, _service, NullLogger<RoomStream>.Instance), (await rooms.OpenAsync(shown, Token)).Teacher);
    }

    private static async Task<IAsyncEnumerator<RoomLine>> FollowAsync(RoomStream stream, RoomMembership teacher) =>
        (await stream.FollowAsync(Connection, teacher.State.Code, Token)).GetAsyncEnumerator(Token);

    private static RoomView View(string prompt, string look = "") => new("", $"?model=atlas&source={prompt}&target=beta{look}", "atlas", prompt);

    private static async Task<RoomLine> NextAsync(IAsyncEnumerator<RoomLine> lines)
    {
        Assert.True(await lines.MoveNextAsync().AsTask().Soon());
        return lines.Current;
    }

    private static (long Version, long? Run) VersionsOf(RoomLine line) => (Assert.IsType<RoomShows>(line).Version, ((RoomShows)line).Run);
}
