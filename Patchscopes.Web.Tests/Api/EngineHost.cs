namespace Patchscopes.Web.Tests.Api;

/// <summary>One server on the embedded model for a class of tests that only ask.</summary>
public sealed class EngineHost : IAsyncDisposable
{
    internal ApiHost Host { get; } = ApiHost.StartEngine();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
