using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Patchscopes.Web.Services;
using Patchscopes.Web.Tests.Browser;
using Xunit;

[assembly: AssemblyFixture(typeof(BrowserHost))]

namespace Patchscopes.Web.Tests.Browser;

/// <summary>The server on the embedded model over real Kestrel, and a Chromium to look at it: both once for all tests, started when first needed.</summary>
public sealed class BrowserHost : IAsyncDisposable
{
    /// <summary>Set to 1 where a browser must be there (.ci/run does): then a lack of one fails the tests.</summary>
    private const string RequireBrowser = "PATCHSCOPES_REQUIRE_BROWSER";

    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser? Browser, string? Reason)>> _browser = new(StartBrowserAsync);
    private readonly Lazy<BrowserServer> _server = new(() => BrowserServer.Start([]));
    private readonly ConcurrentDictionary<string, Lazy<BrowserServer>> _others = new(StringComparer.Ordinal);

    internal PacedService Service => (PacedService)_server.Value.Services.GetRequiredService<IPatchscopeService>();

    /// <summary>A page of a visitor of its own, <paramref name="without"/> one of its files, on a server that lists the models of <paramref name="folder"/> or has other <paramref name="settings"/> where they are given; the test is skipped, with the reason, where there is no browser.</summary>
    public async Task<Visitor> VisitAsync(string path = "/", int width = 1440, int height = 960, ColorScheme scheme = ColorScheme.Light, bool touch = false, string? without = null, string? folder = null, (string Key, string Value)[]? settings = null)
    {
        var browser = await BrowserAsync();
        var server = folder is null && settings is null ? _server.Value : Other([("Models:Folder", folder ?? ""), .. settings ?? []]).Value;
        Service.Release();
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = server.ClientOptions.BaseAddress.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
            HasTouch = touch,
        });
        return await Visitor.ComeAsync(context, path, without);
    }

    /// <summary>A page of a visitor of its own on a server that the test starts and stops itself; what its browser says of the lost connection is no fault.</summary>
    public async Task<Visitor> VisitServerAsync(Uri server, string path, int width = 1440)
    {
        var browser = await BrowserAsync();
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = server.ToString(), ViewportSize = new ViewportSize { Width = width, Height = 960 } });
        return await Visitor.ComeAsync(context, path, without: "**/no-such-file");
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser.IsValueCreated)
        {
            var (playwright, browser, _) = await _browser.Value;
            if (browser is not null)
                await browser.DisposeAsync();
            playwright.Dispose();
        }
        foreach (var server in _others.Values.Append(_server).Where(server => server.IsValueCreated))
            await server.Value.DisposeAsync();
    }

    private async Task<IBrowser> BrowserAsync()
    {
        var (_, browser, reason) = await _browser.Value;
        if (browser is null && Environment.GetEnvironmentVariable(RequireBrowser) == "1")
            Assert.Fail(reason ?? "");
        Assert.SkipWhen(browser is null, reason ?? "");
        return browser!;
    }

    private Lazy<BrowserServer> Other((string Key, string Value)[] settings) =>
        _others.GetOrAdd(string.Join('\n', settings), _ => new Lazy<BrowserServer>(() => BrowserServer.Start(settings)));

    private static async Task<(IPlaywright Playwright, IBrowser? Browser, string? Reason)> StartBrowserAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var (browser, reason) = await Chromium.LaunchAsync(playwright);
        return (playwright, browser, reason);
    }
}
