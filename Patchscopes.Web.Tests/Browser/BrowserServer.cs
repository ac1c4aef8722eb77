using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Tests.Browser;

/// <summary>The server on the embedded model over real Kestrel.</summary>
internal sealed class BrowserServer((string Key, string Value)[] settings) : WebApplicationFactory<IPatchscopeService>
{
    private readonly TempFolder _data = new();

    /// <summary>A server that is started.</summary>
    /// <param name="settings">Its settings; with <c>DataDir</c> its data outlive it.</param>
    /// <param name="port">Where it listens; 0: at a free port.</param>
    public static BrowserServer Start((string Key, string Value)[] settings, int port = 0)
    {
        var server = new BrowserServer(settings);
        server.UseKestrel(port);
        server.StartServer();
        return server;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _data.Dispose();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("DataDir", _data.Path);
        // What every run logs would hide what a failed test says.
        builder.UseSetting("Logging:LogLevel:Default", "Warning");
        builder.UseSetting("Models:Folder", "");
        foreach (var (key, value) in settings)
            builder.UseSetting(key, value);
        builder.ConfigureTestServices(services =>
        {
            var real = services.Last(service => service.ServiceType == typeof(IPatchscopeService));
            services.AddSingleton<IPatchscopeService>(provider => new PacedService((IPatchscopeService)(
                real.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, real.ImplementationType!))));
            // Circuits that are open when the tests end would hold the stop.
            services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        });
    }
}
