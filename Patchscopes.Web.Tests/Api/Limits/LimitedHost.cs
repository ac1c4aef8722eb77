using System.Net.Http.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Xunit;

namespace Patchscopes.Web.Tests.Api.Limits;

/// <summary>A server whose tests come from whatever address they like, through a proxy that it trusts.</summary>
internal static class LimitedHost
{
    /// <summary>The tests' own machine.</summary>
    public static readonly (string, string) TrustsTests = ("Limits:TrustedProxies", "127.0.0.0/8, ::1");

    /// <summary>Two sweeps of the test model, and then none for a long time.</summary>
    public static ApiHost Start(params (string Key, string Value)[] settings) =>
        ApiHost.Start([TrustsTests, ("Limits:CellsPerSecond", "0.01"), ("Limits:Burst", "32"), .. settings]);

    /// <summary>A client of another address.</summary>
    public static HttpClient ClientFrom(this ApiHost host, string address)
    {
        var client = new HttpClient { BaseAddress = host.Client.BaseAddress, Timeout = Waiting.Patience };
        client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return client;
    }

    public static Task<HttpResponseMessage> PostAsync(this HttpClient client, string endpoint, object body) =>
        client.PostAsJsonAsync(new Uri($"/api/v1/{endpoint}", UriKind.Relative), body, TestContext.Current.CancellationToken).Soon();

    /// <summary>A hub client of another address.</summary>
    public static async Task<HubConnection> ConnectFromAsync(
        this ApiHost host, string address, HttpTransportType? transport = null, Action<Exception?>? closed = null)
    {
        var connection = new HubConnectionBuilder().WithUrl(new Uri(host.Client.BaseAddress!, "hubs/patchscopes"), options =>
        {
            options.Headers.Add("X-Forwarded-For", address);
            options.Transports = transport ?? options.Transports;
        }).WithServerTimeout(Waiting.Patience).Build();
        connection.HandshakeTimeout = Waiting.Patience;
        connection.Closed += error =>
        {
            closed?.Invoke(error);
            return Task.CompletedTask;
        };
        await connection.StartAsync(TestContext.Current.CancellationToken);
        return connection;
    }
}
