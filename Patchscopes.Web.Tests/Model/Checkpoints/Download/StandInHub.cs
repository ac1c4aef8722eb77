using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Patchscopes.Web.Tests.Model.Checkpoints.Download;

/// <summary>What was asked of a stand-in hub.</summary>
internal sealed record HubRequest(string Path, string? Range, string? Token);

/// <summary>
/// A hub of one model, "acme/tiny", on a port of its own: it lists files as Hugging Face does, gives the large ones by a
/// redirect to another host where it has one, and breaks as <see cref="Fault"/> says.
/// </summary>
internal sealed class StandInHub : IAsyncDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly WebApplication _app;

    private StandInHub()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>Files in git's large storage; the others have git's ids.</summary>
    public HashSet<string> Large { get; } = [];

    /// <summary>The host that large files are kept on; null: this one.</summary>
    public StandInHub? Storage { get; set; }

    /// <summary>Whether the list tells sizes and checksums, or leaves them to the headers.</summary>
    public bool ListsChecksums { get; set; } = true;

    /// <summary>Answers a request otherwise than it should and says true, or says false.</summary>
    public Func<HttpContext, Task<bool>> Fault { get; set; } = _ => Task.FromResult(false);

    public ConcurrentQueue<HubRequest> Requests { get; } = [];

    public Uri Address => new(_app.Urls.Single());

    public IEnumerable<HubRequest> RequestsOf(string file) => Requests.Where(request => request.Path.EndsWith($"/{file}", StringComparison.Ordinal));

    public static async Task<StandInHub> StartAsync()
    {
        var hub = new StandInHub();
        await hub._app.StartAsync();
        return hub;
    }

    /// <summary>The files of a folder; safetensors and .bin files are large.</summary>
    public void Take(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder))
            Add(Path.GetFileName(path), File.ReadAllBytes(path));
    }

    public void Add(string name, byte[] bytes)
    {
        Files[name] = bytes;
        if (name.EndsWith(".safetensors", StringComparison.Ordinal) || name.EndsWith(".bin", StringComparison.Ordinal))
            Large.Add(name);
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    /// <summary>
    /// Sends a file from where it is asked to, as far as <paramref name="count"/> bytes, and breaks the connection when they
    /// have arrived at <paramref name="part"/>: a break takes along what is still on its way.
    /// </summary>
    public static async Task BreakAsync(HttpContext context, byte[] file, int count, string part)
    {
        var from = From(context.Request);
        context.Response.StatusCode = from > 0 ? 206 : 200;
        if (from > 0)
            context.Response.Headers.ContentRange = $"bytes {from}-{file.Length - 1}/{file.Length}";
        context.Response.ContentLength = file.Length - from;
        await context.Response.Body.WriteAsync(file.AsMemory(from, count));
        await context.Response.Body.FlushAsync();
        while (!File.Exists(part) || new FileInfo(part).Length < from + count)
            await Task.Delay(TimeSpan.FromMilliseconds(5), context.RequestAborted);
        context.Abort();
    }

    private static int From(HttpRequest request) => request.GetTypedHeaders().Range?.Ranges.First().From is { } from ? (int)from : 0;

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Requests.Enqueue(new HubRequest(path, context.Request.Headers.Range, context.Request.Headers.Authorization));
        if (await Fault(context))
            return;
        if (path == "/api/models/acme/tiny/revision/main")
            await context.Response.WriteAsJsonAsync(new { id = "acme/tiny", sha = Commit, siblings = Files.Keys.Select(Listed) });
        else if (path.StartsWith($"/acme/tiny/resolve/{Commit}/", StringComparison.Ordinal) && Files.ContainsKey(Path.GetFileName(path)))
            await GiveAsync(context, Path.GetFileName(path));
        else if (path.StartsWith("/store/", StringComparison.Ordinal))
            await SendAsync(context, Files[Path.GetFileName(path)]);
        else
            context.Response.StatusCode = 404;
    }

    private object Listed(string name) => (ListsChecksums, Large.Contains(name)) switch
    {
        (false, _) => new { rfilename = name },
        (true, true) => new { rfilename = name, size = Files[name].Length, blobId = "a-pointer", lfs = new { sha256 = Sha256(name), size = Files[name].Length, pointerSize = 134 } },
        (true, false) => new { rfilename = name, size = Files[name].Length, blobId = GitId(name) },
    };

    private async Task GiveAsync(HttpContext context, string name)
    {
        var headers = context.Response.Headers;
        headers["x-repo-commit"] = Commit;
        if (!Large.Contains(name))
        {
            headers.ETag = $"\"{GitId(name)}\"";
            await SendAsync(context, Files[name]);
            return;
        }
        headers["x-linked-etag"] = $"\"{Sha256(name)}\"";
        headers["x-linked-size"] = $"{Files[name].Length}";
        if (Storage is null)
        {
            await SendAsync(context, Files[name]);
            return;
        }
        Storage.Files[name] = Files[name];
        context.Response.StatusCode = 302;
        headers.Location = new Uri(Storage.Address, $"/store/{name}").ToString();
    }

    private static Task SendAsync(HttpContext context, byte[] file) => Results.Bytes(file, "application/octet-stream", enableRangeProcessing: true).ExecuteAsync(context);

    private string Sha256(string name) => Convert.ToHexStringLower(SHA256.HashData(Files[name]));

    private string GitId(string name) => Convert.ToHexStringLower(GitHash([.. Encoding.ASCII.GetBytes($"blob {Files[name].Length}\0"), .. Files[name]]));

    private static byte[] GitHash(byte[] bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(bytes);
        return hash.GetHashAndReset();
    }
}
