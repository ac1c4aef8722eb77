namespace Patchscopes.Web.Tests.Api;

/// <summary>One server for all requests that are refused: they leave nothing behind.</summary>
public sealed class RefusingHost : IAsyncDisposable
{
    internal ApiHost Host { get; } = ApiHost.Start();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
