using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

/// <summary>A client of an endpoint that streams lines, POST /api/v1/sweeps unless another is named, that reads line by line.</summary>
internal sealed class SweepLines : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private SweepLines(HttpResponseMessage response, Stream body) => (_response, _reader) = (response, new StreamReader(body));

    public HttpResponseMessage Response => _response;

    public static object Request(
        string source = "a b c", int sourcePosition = -1, string target = "x y z", int targetPosition = -1, string model = "atlas", object? more = null)
    {
        var request = new Dictionary<string, object?>
        {
            ["model"] = model,
            ["source"] = new { prompt = source, position = sourcePosition },
            ["target"] = new { prompt = target, position = targetPosition },
        };
        foreach (var field in more?.GetType().GetProperties() ?? [])
            request[field.Name] = field.GetValue(more);
        return request;
    }

    public static async Task<SweepLines> OpenAsync(HttpClient client, object? request = null, string endpoint = "sweeps")
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/{endpoint}") { Content = JsonContent.Create(request ?? Request()) };
        var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken).Soon();
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}");
        return new SweepLines(response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The next line; null at the end.</summary>
    public async Task<string?> NextAsync() => await _reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().Soon();

    /// <summary>All lines from here, as they are.</summary>
    public async Task<IReadOnlyList<string>> RestAsync()
    {
        var lines = new List<string>();
        while (await NextAsync() is { } line)
            lines.Add(line);
        return lines;
    }

    /// <summary>Goes away, in mid-stream or not.</summary>
    public void Dispose()
    {
        _response.Dispose();
        _reader.Dispose();
    }
}

/// <summary>What lines say.</summary>
internal static class SweepLineReading
{
    public static JsonElement Parsed(this string line) => JsonElement.Parse(line);

    public static string Kind(this string line) => line.Parsed().GetProperty("kind").GetString()!;

    /// <summary>Its cells as "source>target".</summary>
    public static IEnumerable<string> Cells(this string line) => line.Kind() == "cells"
        ? line.Parsed().GetProperty("cells").EnumerateArray().Select(cell => $"{cell.GetProperty("sourceLayer")}>{cell.GetProperty("targetLayer")}")
        : [];

    /// <summary>Fails unless the lines are a whole stream: start, each cell once, one target layer per line, done.</summary>
    public static void AssertWhole(this IReadOnlyList<string> lines, IEnumerable<string> rows, IEnumerable<string> columns)
    {
        Assert.Equal("start", lines[0].Kind());
        Assert.Equal("done", lines[^1].Kind());
        Assert.Equal("unpatched", lines[1].Kind());
        Assert.All(lines.Skip(2).SkipLast(1), line => Assert.Equal("cells", line.Kind()));
        Assert.All(lines, line => Assert.True(line.Cells().Select(cell => cell.Split('>')[1]).Distinct().Count() <= 1, line));
        var expected = rows.SelectMany(row => columns.Select(column => $"{row}>{column}")).ToList();
        Assert.Equal(expected.Order(), lines.SelectMany(line => line.Cells()).Order());
        Assert.Equal(expected.Count, lines[0].Parsed().GetProperty("cells").GetInt32());
    }
}
