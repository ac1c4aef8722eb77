using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Checkpoints.Download;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Checkpoints.Download;

/// <summary>A stand-in hub with a whole model, and an empty models folder.</summary>
public abstract class DownloadContext : IAsyncLifetime
{
    internal const string Token = "hf_secret";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("patchscopes-");

    internal StandInHub Hub { get; private set; } = null!;

    internal TinyFolder Original { get; } = new();

    internal InstantTime Time { get; } = new();

    internal List<DownloadProgress> Reports { get; } = [];

    internal string Models => Path.Combine(_root.FullName, "models");

    internal string Final => Path.Combine(Models, "acme--tiny");

    internal string Work => Path.Combine(Models, ".downloading", "acme--tiny");

    internal static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Hub = await StandInHub.StartAsync();
        Hub.Take(Original.Path);
    }

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        Original.Dispose();
        _root.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    internal async Task<string> DownloadAsync(string name = "acme/tiny", string? token = null, Func<string, long>? freeSpace = null, double silence = 30, Uri? address = null)
    {
        var options = new HubOptions { Address = address ?? Hub.Address, Token = token, Silence = TimeSpan.FromSeconds(silence) };
        using var download = new ModelDownload(options, Time, freeSpace ?? (_ => long.MaxValue));
        return await download.RunAsync(name, Models, Reports.Add, Cancellation);
    }

    internal async Task<string> FailAsync(DownloadFailure failure, Func<Task>? run = null)
    {
        var error = await Assert.ThrowsAsync<DownloadException>(run ?? (() => DownloadAsync()));
        Assert.Equal(failure, error.Failure);
        Assert.False(Directory.Exists(Final));
        Assert.DoesNotContain(Token, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(_root.FullName, error.Message, StringComparison.Ordinal);
        return error.Message;
    }

    /// <summary>The model is there as it was uploaded, is listed and loads, and nothing unfinished is left.</summary>
    internal void AssertWhole(params string[] files)
    {
        Assert.Equal(files.Order(StringComparer.Ordinal), Directory.GetFiles(Final).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(Hub.Files[file], File.ReadAllBytes(Path.Combine(Final, file))));
        Assert.Equal(["acme--tiny"], new ModelCatalog(Models, "/no/such/folder").List());
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(Models, ".downloading")));
    }

    internal static Task<bool> Answer(Microsoft.AspNetCore.Http.HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.FromResult(true);
    }
}
