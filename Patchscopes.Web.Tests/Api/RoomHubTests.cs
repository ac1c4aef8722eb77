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

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ARunThatAHundredFollow_IsComputedOnce_AndEachHasEveryCell()
    {
        await using var host = ApiHost.Start();
        var rooms = host.Services.GetRequiredService<IRooms>();
        var opened = await rooms.OpenAsync(View("first"), Token);
        using var teacher = await rooms.LeadAsync(opened.Code, opened.OwnerKey, Token);
        var connections = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => host.ConnectAsync()));
        try
        {
            var followed = connections.Select(connection => FollowAsync(connection, opened.Code, lines: 2)).ToList();
            await Waiting.UntilAsync(() => teacher.State.Following == Clients);
            await teacher.ShowAsync(View("second"));

            foreach (var runs in await Task.WhenAll(followed))
            {
                var second = runs["second"];
                Assert.Equal(host.Model.Description.Blocks * host.Model.Description.Blocks, second.Distinct().Count());
            }
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

    /// <summary>The cells of each run by its source prompt, until some number of runs are whole.</summary>
    private static async Task<Dictionary<string, List<string>>> FollowAsync(HubConnection connection, string code, int lines)
    {
        var (runs, prompt, done) = (new Dictionary<string, List<string>>(StringComparer.Ordinal), "", 0);
        await foreach (var line in connection.StreamAsync<JsonElement>("FollowRoom", code, Token))
        {
            if (line.GetProperty("kind").GetString() == "shows")
            {
                prompt = line.GetProperty("request").GetProperty("source").GetProperty("prompt").GetString()!;
                runs[prompt] = [];
                continue;
            }
            var item = line.GetProperty("line");
            if (item.GetProperty("kind").GetString() == "cells")
                runs[prompt].AddRange(item.GetProperty("cells").EnumerateArray().Select(cell => $"{cell.GetProperty("sourceLayer")}-{cell.GetProperty("targetLayer")}"));
            if (item.GetProperty("kind").GetString() == "done" && prompt == "second")
                break;
        }
        return runs;
    }
}
