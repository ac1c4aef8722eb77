using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Patchscopes.Web.Tests.Storage;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Patchscopes.Web.Tests.Storage;

/// <summary>A PostgreSQL server of one's own, from Debian's package, started when a test first needs it; where there is none, the test skips.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>A server that runs already, as a connection string without a database.</summary>
    private const string GivenVariable = "PATCHSCOPES_POSTGRES";

    private readonly TempFolder _folder = new();
    private readonly Lazy<Task<(string? Connection, string Reason)>> _start;
    private Process? _server;

    public PostgresServer() => _start = new(StartAsync);

    /// <summary>The connection string of a new database.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var (connection, reason) = await _start.Value;
        Assert.SkipWhen(connection is null, reason);
        var name = $"patchscopes_{Guid.NewGuid():N}";
        await using var server = new NpgsqlConnection(connection);
        await server.OpenAsync(TestContext.Current.CancellationToken);
        await using var create = server.CreateCommand();
#pragma warning disable CA2100 // The name is made above.
        create.CommandText = $"CREATE DATABASE {name}";
#pragma warning restore CA2100
        await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return new NpgsqlConnectionStringBuilder(connection) { Database = name }.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { HasExited: false } server)
        {
            NpgsqlConnection.ClearAllPools();
            server.StandardInput.Close();
            await server.WaitForExitAsync();
        }
        _server?.Dispose();
        _folder.Dispose();
    }

    private string Data => _folder.File("data");

    private static string? Programs() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    private async Task<(string? Connection, string Reason)> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(GivenVariable) is { Length: > 0 } given)
            return (given, "");
        if (Programs() is not { } programs)
            return (null, $"PostgreSQL is not installed (Debian: apt-get install postgresql), and {GivenVariable} names no server.");
        // initdb refuses to run as root.
        var isRoot = Environment.UserName == "root";
        if (isRoot)
            await RunAsync(asPostgres: false, "chown", "postgres", _folder.Path);
        var (made, said) = await RunAsync(isRoot, Path.Combine(programs, "initdb"), "-D", Data, "-U", "patchscopes", "-A", "trust", "-E", "UTF8", "--no-sync");
        if (made != 0)
            return (null, $"PostgreSQL's initdb failed: {said}");
        var port = FreePort();
        // It ends with its standard input: also where the tests are killed, and cannot stop it.
        _server = Process.Start(Command(isRoot, "/bin/sh", "-c", "\"$@\" & server=$!; cat; kill -INT $server; wait $server", "sh",
            Path.Combine(programs, "postgres"), "-D", Data, "-p", $"{port}", "-k", "", "-h", "127.0.0.1", "-c", "fsync=off"));
        var connection = $"Host=127.0.0.1;Port={port};Username=patchscopes;Database=postgres;Pooling=true;Maximum Pool Size=30";
        for (var tries = 0; tries < 100; tries++)
        {
            try
            {
                await using var server = new NpgsqlConnection(connection);
                await server.OpenAsync();
                return (connection, "");
            }
            catch (NpgsqlException)
            {
                await Task.Delay(100);
            }
        }
        return (null, "PostgreSQL was started, but did not answer within ten seconds.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<(int Code, string Said)> RunAsync(bool asPostgres, string program, params string[] arguments)
    {
        using var process = Process.Start(Command(asPostgres, program, arguments))!;
        var said = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await said + error);
    }

    private static ProcessStartInfo Command(bool asPostgres, string program, params string[] arguments)
    {
        var command = asPostgres ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", program, .. arguments]) : new ProcessStartInfo(program, arguments);
        (command.RedirectStandardInput, command.RedirectStandardOutput, command.RedirectStandardError, command.WorkingDirectory) = (true, true, true, "/");
        return command;
    }
}
