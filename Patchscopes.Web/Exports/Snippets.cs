using System.Text.Json;
using Patchscopes.Web.Api;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Exports;

/// <summary>Programs that repeat a run through the HTTP API.</summary>
internal static class Snippets
{
    /// <summary>A line for a shell.</summary>
    /// <param name="run">The run.</param>
    /// <param name="address">The server's address without a slash at its end.</param>
    public static string Curl(SavedRun run, string address)
    {
        var (path, body) = Request(run);
        // A quote within single quotes: end them, a quoted quote, begin them again.
        return $"curl -N '{address}{path}' -H 'content-type: application/json' -d '{body.Replace("'", "'\\''", StringComparison.Ordinal)}'\n";
    }

    /// <summary>A Python program that needs nothing but its standard library.</summary>
    /// <param name="run">The run.</param>
    /// <param name="address">The server's address without a slash at its end.</param>
    public static string Python(SavedRun run, string address)
    {
        var (path, body) = Request(run);
        // JSON written as a JSON string is a Python string, too.
        return $$"""
            import json
            import urllib.request

            request = json.loads({{JsonSerializer.Serialize(body, SnippetJson.Default.String)}})
            call = urllib.request.Request(
                "{{address}}{{path}}",
                data=json.dumps(request).encode(),
                headers={"content-type": "application/json"},
            )
            with urllib.request.urlopen(call) as lines:
                for line in lines:
                    print(json.loads(line))

            """.ReplaceLineEndings("\n");
    }

    private static (string Path, string Body) Request(SavedRun run) => run.Place is SavedPlace.Explore
        ? ("/api/v1/sweeps", Compact(JsonSerializer.SerializeToElement(run.Sweeps[0].Request, ApiJson.Default.SweepRequest)))
        : ("/api/v1/traces", Compact(JsonSerializer.SerializeToElement(TraceOf(run), ApiJson.Default.TraceBody)));

    private static TraceBody TraceOf(SavedRun run)
    {
        var request = run.Traces[0].Request;
        return new TraceBody
        {
            Model = request.Model,
            Prompt = request.Prompt,
            Chat = request.Chat,
            Position = request.Position,
            Decoder = request.Decoder,
            Argument = request.Argument,
            Answer = request.Answer,
            TopK = request.TopK,
        };
    }

    /// <summary>A field that is null is left out: the API takes it for one that was not given.</summary>
    private static string Compact(JsonElement request) => JsonSerializer.Serialize(Given(request), SnippetJson.Default.JsonElement);

    private static JsonElement Given(JsonElement value) => value.ValueKind is JsonValueKind.Object
        ? JsonSerializer.SerializeToElement(value.EnumerateObject().Where(field => field.Value.ValueKind is not JsonValueKind.Null).ToDictionary(field => field.Name, field => Given(field.Value)), SnippetJson.Default.DictionaryStringJsonElement)
        : value;
}

[System.Text.Json.Serialization.JsonSerializable(typeof(JsonElement))]
[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class SnippetJson : System.Text.Json.Serialization.JsonSerializerContext;
