using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Patchscopes.Web.Tests.Browser;

/// <summary>Somebody else's site, at an origin of its own, with one page.</summary>
internal sealed class ForeignSite : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _answering;

    public ForeignSite(string body)
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        // The icon in place, so that the browser asks for nothing else.
        _answering = AnswerAsync(Encoding.UTF8.GetBytes($"<!DOCTYPE html><html lang=\"en\"><head><title>A course</title><link rel=\"icon\" href=\"data:,\"></head><body><h1>A course</h1>{body}</body></html>"));
    }

    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _answering;
    }

    private async Task AnswerAsync(byte[] page)
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                context.Response.ContentType = "text/html; charset=utf-8";
                await context.Response.OutputStream.WriteAsync(page);
                context.Response.Close();
            }
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
