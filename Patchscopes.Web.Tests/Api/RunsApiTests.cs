using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Patchscopes.Web.Services;
using Patchscopes.Web.Storage.Saved;
using Patchscopes.Web.Tests.Storage;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

public sealed class RunsApiTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnImportedRun_IsRead_Named_AndDeletedByItsOwner()
    {
        await using var host = ApiHost.Start();
        var kept = await Importing.KeepAsync(host, SavedRuns.Map("Poland"));
        var address = Of($"/api/v1/runs/{kept.GetProperty("id").GetString()}");

        var exported = await host.Client.GetByteArrayAsync(address, Token);
        Assert.Equal(SavedJson.Write(SavedRuns.Map("Poland")), exported);

        using var stranger = await host.Client.DeleteAsync(address, Token);
        Assert.Equal(HttpStatusCode.Forbidden, stranger.StatusCode);
        host.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", kept.GetProperty("ownerKey").GetString());
        using var named = await host.Client.PatchAsJsonAsync(address, new { title = "Warsaw" }, Token);
        Assert.Equal(HttpStatusCode.NoContent, named.StatusCode);
        var words = JsonElement.Parse(await host.Client.GetStringAsync(address, Token)).GetProperty("words");
        Assert.Equal(("Warsaw", "Ada"), (words.GetProperty("title").GetString(), words.GetProperty("author").GetString()));

        using var deleted = await host.Client.DeleteAsync(address, Token);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var gone = await host.Client.GetAsync(address, Token);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        using var page = await host.Client.GetAsync(Of($"/p/{kept.GetProperty("id").GetString()}"), Token);
        Assert.Equal(HttpStatusCode.Gone, page.StatusCode);
        Assert.Contains("There is no run at this address", await page.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileOf200MB_IsRefusedBeforeItIsRead()
    {
        await using var host = ApiHost.Start(("Storage:LargestRunMiB", "1"));
        using var content = new StreamContent(new Endless(200L << 20));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        // The server may hang up while the client still sends.
        try
        {
            using var answer = await host.Client.PostAsync(Of("/api/v1/runs"), content, Token);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        }
        catch (HttpRequestException)
        {
            using var small = new StringContent(new string(' ', (4 << 20) + 1));
            small.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await host.Client.PostAsync(Of("/api/v1/runs"), small, Token);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        }
    }

    [Fact]
    public async Task ARunWithinTheLimit_IsImportedAgain_EvenIndented()
    {
        await using var host = ApiHost.Start(("Storage:LargestRunMiB", "1"));
        var run = Large(10_000);
        var stored = SavedJson.Write(run);
        Assert.InRange(stored.Length, 800_000, 1 << 20);
        var exported = await host.Client.GetByteArrayAsync(Of($"/api/v1/runs/{(await Importing.KeepAsync(host, run)).GetProperty("id").GetString()}"), Token);

        var indented = JsonSerializer.SerializeToUtf8Bytes(JsonElement.Parse(exported), Indented);
        Assert.InRange(indented.Length, 2 << 20, 4 << 20);
        using var again = await Importing.PostAsync(host, indented);
        using var larger = await Importing.PostAsync(host, SavedJson.Write(Large(15_000)));

        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, larger.StatusCode);
        Assert.Contains("keeps at most 1.", await larger.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"seconds\":0.5", "\"seconds\":1e999", "seconds is 1e999")]
    [InlineData("\"models\":[", "\"models\":[null,", "models[0] is null")]
    public async Task WhatCouldNotBeStoredOrShown_IsRefused(string part, string instead, string words)
    {
        await using var host = ApiHost.Start();
        var json = Encoding.UTF8.GetString(SavedJson.Write(SavedRuns.Map()));
        Assert.Contains(part, json, StringComparison.Ordinal);

        using var answer = await Importing.PostAsync(host, Encoding.UTF8.GetBytes(json.Replace(part, instead, StringComparison.Ordinal)));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(words, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMalformedFile_IsAProblemThatSaysWhere()
    {
        await using var host = ApiHost.Start();
        using var content = JsonContent.Create(new { schema = 1, place = "elsewhere" });

        using var answer = await host.Client.PostAsync(Of("/api/v1/runs"), content, Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("saved run", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("1.5")]
    [InlineData("-1")]
    [InlineData("99999999999")]
    public async Task DaysThatAreNone_AreRefusedByName(string days)
    {
        await using var host = ApiHost.Start();
        using var content = new ByteArrayContent(SavedJson.Write(SavedRuns.Map()));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using var answer = await host.Client.PostAsync(Of($"/api/v1/runs?days={days}"), content, Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal("days", problem.GetProperty("field").GetString());
        Assert.Contains($"days is \"{days}\": give a whole number", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFile_IsChargedAsItComes_WhetherOrNotItIsARun()
    {
        await using var host = ApiHost.Start(("Limits:KeptMiBPerHour", "1"));
        var blanks = new byte[700_000];
        blanks.AsSpan().Fill((byte)' ');

        using var nothing = await Importing.PostAsync(host, blanks);
        using var refused = await Importing.PostAsync(host, blanks);

        Assert.Equal(HttpStatusCode.BadRequest, nothing.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Contains("1 MiB an hour", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/runs/gpt2-ceo", "recorded from gpt2, not computed here")]
    [InlineData("/p/gpt2-medium-extractive", "recorded from gpt2-medium, not computed here")]
    [InlineData("/embed/gpt2-medium-abstractive", "recorded from gpt2-medium, not computed here")]
    public async Task APublishedFigure_IsShownOnAFreshServer(string address, string words)
    {
        await using var host = ApiHost.Start();

        Assert.Contains(words, await host.Client.GetStringAsync(Of(address), Token), StringComparison.Ordinal);
    }

    /// <summary>A run with as many tokens in its opened cells, 200 at most in each.</summary>
    private static SavedRun Large(int readings)
    {
        var run = SavedRuns.Map();
        var tops = Enumerable.Range(0, readings).Select(at => new TokenReading(at, "\n", 0.5f)).Chunk(100).ToList();
        var cell = run.Sweeps[0].Cells[0];
        return run with
        {
            Sweeps = [run.Sweeps[0] with { Cells = [.. tops.Select((top, at) => cell with { TopK = 1 + (at % 100), NewTokens = at % 200, Detail = cell.Detail with { Top = top, UnpatchedTop = top } })] }],
        };
    }

    private static Uri Of(string path) => new(path, UriKind.Relative);

    /// <summary>Blanks without an end that anybody would wait for.</summary>
    private sealed class Endless(long length) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var some = (int)Math.Min(count, length - Position);
            buffer.AsSpan(offset, some).Fill((byte)' ');
            Position += some;
            return some;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
