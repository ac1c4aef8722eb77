using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Inference;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

/// <summary>
/// The server on real Kestrel at a free port, in Development, where a careless server would show stack traces. On test
/// models, or on the engine's.
/// </summary>
internal sealed class ApiHost : WebApplicationFactory<IPatchscopeService>
{
    private readonly Dictionary<string, string> _settings;
    private readonly TempFolder _data = new();

    private ApiHost(TestModelSource? source, Dictionary<string, string> settings) => (Source, _settings) = (source, settings);

    public TestModelSource? Source { get; }

    public TestLog Log { get; } = new();

    /// <summary>The first test model.</summary>
    public TestModel Model => Source!.Models[0];

    public HttpClient Client { get; private set; } = null!;

    public IPatchscopeService Service => Services.GetRequiredService<IPatchscopeService>();

    /// <summary>A server on test models.</summary>
    public static ApiHost Start(params (string Key, string Value)[] settings) => Start(new TestModelSource(), settings);

    /// <summary>A server on the engine: the embedded model, and those of a folder.</summary>
    public static ApiHost StartEngine(string folder = "") => Start(null, ("Models:Folder", folder), ("Inference:Threads", "1"));

    public static ApiHost Start(TestModelSource? source, params (string Key, string Value)[] settings)
    {
        var host = new ApiHost(source, settings.ToDictionary(setting => setting.Key, setting => setting.Value));
        host.UseKestrel(0);
        host.StartServer();
        host.Client = host.CreateClient();
        host.Client.Timeout = Waiting.Patience;
        return host;
    }

    /// <summary>A connected hub client.</summary>
    public async Task<HubConnection> ConnectAsync()
    {
        var connection = new HubConnectionBuilder().WithUrl(new Uri(Client.BaseAddress!, "hubs/patchscopes"))
            .WithServerTimeout(Waiting.Patience).Build();
        connection.HandshakeTimeout = Waiting.Patience;
        await connection.StartAsync(TestContext.Current.CancellationToken);
        return connection;
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
        foreach (var (key, value) in _settings)
            builder.UseSetting(key, value);
        // What the server logs of the failures that tests provoke would only hide those of the tests.
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Log));
        builder.ConfigureTestServices(services =>
        {
            services.Configure<HubOptions>(hub => (hub.HandshakeTimeout, hub.ClientTimeoutInterval) = (Waiting.Patience, Waiting.Patience));
            if (Source is not null)
                services.AddSingleton<IModelSource>(Source);
            if (Source?.Time is { } time)
                services.AddSingleton(time);
        });
    }
}
