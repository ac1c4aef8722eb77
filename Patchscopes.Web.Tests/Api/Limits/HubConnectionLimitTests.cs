using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using Xunit;

namespace Patchscopes.Web.Tests.Api.Limits;

public sealed class HubConnectionLimitTests
{
    private const string Here = "192.0.2.1";

    [Fact]
    public async Task Connection_BeyondTwoHundredOfOneAddress_IsClosedWithTheReason_AndTakenWhenAnotherEnds()
    {
        await using var host = ApiHost.Start(LimitedHost.TrustsTests);
        var held = new List<HubConnection>();
        foreach (var _ in Enumerable.Range(0, 200))
            held.Add(await host.ConnectFromAsync(Here));
        Assert.True(await AnswersAsync(held[^1]));

        var closed = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var refused = await host.ConnectFromAsync(Here, closed: error => closed.TrySetResult(error));

        var reason = await closed.Task.Soon();
        Assert.Contains("Your address holds 200 connections to this server already", reason?.Message, StringComparison.Ordinal);
        await using var other = await host.ConnectFromAsync("192.0.2.2");
        Assert.True(await AnswersAsync(other));

        await held[0].DisposeAsync();
        await ConnectedAsync(host);
        foreach (var connection in held)
            await connection.DisposeAsync();
    }

    [Fact]
    public async Task NoLimit_ByConfiguration()
    {
        await using var host = ApiHost.Start(LimitedHost.TrustsTests, ("Limits:HubConnections", "0"));
        await using var first = await host.ConnectFromAsync(Here);
        Assert.True(await AnswersAsync(first));
    }

    [Fact]
    public async Task Connections_ThatWereRefused_TakeNoPlace()
    {
        await using var host = ApiHost.Start(LimitedHost.TrustsTests, ("Limits:HubConnections", "1"));
        var first = await host.ConnectFromAsync(Here);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            var closed = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var refused = await host.ConnectFromAsync(Here, closed: error => closed.TrySetResult(error));
            Assert.Contains("Your address holds 1 connection to", (await closed.Task.Soon())?.Message, StringComparison.Ordinal);
        }

        Assert.Empty(host.Log.Errors);
        await first.DisposeAsync();

        await ConnectedAsync(host);
    }

    /// <summary>Connects until the server has seen that another connection ended.</summary>
    private static async Task ConnectedAsync(ApiHost host)
    {
        while (true)
        {
            await using var connection = await host.ConnectFromAsync(Here);
            if (await AnswersAsync(connection))
                return;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<bool> AnswersAsync(HubConnection connection)
    {
        try
        {
            var items = connection.StreamAsync<JsonElement>("StreamSweep", SweepLines.Request(), TestContext.Current.CancellationToken);
            return await items.AnyAsync(TestContext.Current.CancellationToken);
        }
        catch (Exception error) when (error is InvalidOperationException or Microsoft.AspNetCore.SignalR.HubException or IOException or OperationCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
