using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.FileProviders;

namespace Patchscopes.Web.Configuration;

/// <summary>Where the server listens and finds its files and settings, whatever folder it is started in.</summary>
internal static class ServerSetup
{
    private const string DefaultAddress = "http://localhost:5080";
    private static readonly string[] AddressKeys = ["urls", "http_ports", "https_ports"];
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(5);

    public static WebApplicationOptions Options(string[] args) => new()
    {
        Args = args,
        // Only published programs have this folder; before, package assets come by the build's manifest.
        WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
    };

    public static void AddServer(this WebApplicationBuilder builder)
    {
        // In front of all other sources: the working directory's appsettings.json, the environment and the command line win.
        builder.Configuration.Sources.Insert(0, new JsonConfigurationSource
        {
            FileProvider = new PhysicalFileProvider(AppContext.BaseDirectory),
            Path = "appsettings.json",
            Optional = true,
        });
        // Otherwise only Development serves the assets of packages from where the build finds them.
        builder.WebHost.UseStaticWebAssets();
        if (!IsAddressGiven(builder.Configuration))
            builder.WebHost.UseUrls(DefaultAddress);
        // An open circuit would else hold the stop for half a minute.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTime);
    }

    private static bool IsAddressGiven(ConfigurationManager configuration) =>
        AddressKeys.Any(key => !string.IsNullOrEmpty(configuration[key]));
}
