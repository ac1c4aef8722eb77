using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Patchscopes.Web.Classroom;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

public sealed class RoomHubTests
{
    private const int Clients = 100;
    private const int Cells = TestModel.Blocks * TestModel.Blocks;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ARunThatAHundredFollow_IsComputedOnce_AndEachHasEveryCellOnce()
    {
        await using var host = ApiHost.Start();
        host.Model.IsHeld = true;
        var opened = await host.Services.GetRequiredService<IRooms>().OpenAsync(View("first"), Token);
        using var teacher = opened.Teacher;
        var cells = Enumerable.Range(0, Clients).Select(_ => new Followed()).ToList();
        var connections = await Task.WhenAll(cells.Select(_ => host.ConnectAsync()));
        try
        {
            // The first one has half of the run when all others come.
            var following = new List<Task> { FollowAsync(connections[0], opened.Code, cells[0]) };
            await host.Model.NextBegunAsync();
            host.Model.GiveColumns(TestModel.Blocks / 2);
            await Waiting.UntilAsync(() => cells[0].Count("first") == Cells / 2);
            following.AddRange(connections.Zip(cells).Skip(1).Select(client => FollowAsync(client.First, opened.Code, client.Second)));
            await Waiting.UntilAsync(() => cells.All(client => client.Count("first") == Cells / 2));
            host.Model.GiveColumns(TestModel.Blocks / 2);
            await Waiting.UntilAsync(() => cells.All(client => client.Count("first") == Cells));

            await teacher.ShowAsync(View("second"));
            await host.Model.NextBegunAsync();
            await Waiting.UntilAsync(() => cells.All(client => client.HasBegun("second")));
            host.Model.GiveColumns(TestModel.Blocks);
            await Task.WhenAll(following).Soon();

            Assert.All(cells, client => Assert.All(new[] { "first", "second" }, prompt => client.HasEachOnce(prompt)));
            // Each of the two runs once, whoever followed it.
            Assert.Equal(2, host.Model.Sweeps);
        }
        finally
        {
            foreach (var connection in connections)
                await connection.DisposeAsync();
        }
    }

    [Fact]
    public async Task ASecondStreamOfOneConnection_IsAHubExceptionWithItsWords()
    {
        await using var host = ApiHost.Start();
        using var teacher = (await host.Services.GetRequiredService<IRooms>().OpenAsync(View("first"), Token)).Teacher;
        await using var connection = await host.ConnectAsync();
        await using var first = connection.StreamAsync<JsonElement>("FollowRoom", teacher.State.Code, Token).GetAsyncEnumerator(Token);
        Assert.True(await first.MoveNextAsync());

        var error = await Assert.ThrowsAsync<HubException>(async () =>
        {
            await foreach (var line in connection.StreamAsync<JsonElement>("FollowRoom", teacher.State.Code, Token))
                Assert.Fail(line.ToString());
        });

        Assert.Contains("follows the room already", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, teacher.State.Following);
    }

    [Fact]
    public async Task AnUnknownCode_IsAHubExceptionWithItsWords()
    {
        await using var host = ApiHost.Start();
        await using var connection = await host.ConnectAsync();

        var error = await Assert.ThrowsAsync<HubException>(async () =>
        {
            await foreach (var line in connection.StreamAsync<JsonElement>("FollowRoom", "ZZZZZZ", Token))
                Assert.Fail(line.ToString());
        });

        Assert.Contains("no open room", error.Message, StringComparison.Ordinal);
    }

    private static RoomView View(string prompt) => new("", $"?model=atlas&source={prompt}&target=beta", "atlas", prompt);

    /// <summary>Follows until the second run is whole.</summary>
    private static async Task FollowAsync(HubConnection connection, string code, Followed followed)
    {
        var prompt = "";
        await foreach (var line in connection.StreamAsync<JsonElement>("FollowRoom", code, Token))
        {
            if (line.GetProperty("kind").GetString() == "shows")
            {
                prompt = line.GetProperty("request").GetProperty("source").GetProperty("prompt").GetString()!;
                continue;
            }
            var item = line.GetProperty("line");
            var kind = item.GetProperty("kind").GetString();
            if (kind == "start")
                followed.Begin(prompt);
            if (kind == "cells")
                followed.Add(prompt, item.GetProperty("cells").EnumerateArray().Select(cell => $"{cell.GetProperty("sourceLayer")}-{cell.GetProperty("targetLayer")}"));
            if (kind == "done" && prompt == "second")
                break;
        }
    }

    /// <summary>The cells that a client has had of each run, by its source prompt.</summary>
    private sealed class Followed
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, List<string>> _cells = new(StringComparer.Ordinal);

        public void Begin(string prompt)
        {
            lock (_gate)
                _cells.Add(prompt, []);
        }

        public void Add(string prompt, IEnumerable<string> cells)
        {
            lock (_gate)
                _cells[prompt].AddRange(cells);
        }

        public bool HasBegun(string prompt)
        {
            lock (_gate)
                return _cells.ContainsKey(prompt);
        }

        public int Count(string prompt)
        {
            lock (_gate)
                return _cells.GetValueOrDefault(prompt)?.Count ?? 0;
        }

        public void HasEachOnce(string prompt)
        {
            lock (_gate)
                Assert.Equal(
                    from source in Enumerable.Range(0, TestModel.Blocks) from target in Enumerable.Range(0, TestModel.Blocks) select $"{source}-{target}",
                    _cells[prompt].Order(StringComparer.Ordinal));
        }
    }
}
