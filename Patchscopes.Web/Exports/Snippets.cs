using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Patchscopes.Web.Api;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Exports;

/// <summary>Programs that repeat a run through the HTTP API: each of its maps, or each of its traces.</summary>
internal static class Snippets
{
    // Not for HTML: the page shows and copies it as text.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Lines for a shell.</summary>
    /// <param name="run">The run.</param>
    /// <param name="address">The server's address without a slash at its end.</param>
    public static string Curl(SavedRun run, string address) => string.Concat(Requests(run).Select(request =>
        // A quote within single quotes: end them, a quoted quote, begin them again.
        $"curl -N '{address}{request.Path}' -H 'content-type: application/json' -d '{request.Body.ToJsonString(Readable).Replace("'", "'\\''", StringComparison.Ordinal)}'\n"));

    /// <summary>A Python program that needs nothing but its standard library.</summary>
    /// <param name="run">The run.</param>
    /// <param name="address">The server's address without a slash at its end.</param>
    public static string Python(SavedRun run, string address) => $$"""
        import json
        import urllib.error
        import urllib.request

        server = {{PythonText.Text(address)}}
        requests = [
        {{string.Concat(Requests(run).Select(request => $"    ({PythonText.Text(request.Path)}, {PythonText.Of(request.Body, 4)}),\n"))}}]

        for path, request in requests:
            call = urllib.request.Request(
                server + path,
                data=json.dumps(request).encode(),
                headers={"content-type": "application/json"},
            )
            try:
                with urllib.request.urlopen(call) as lines:
                    for line in lines:
                        print(json.loads(line))
            except urllib.error.HTTPError as refusal:
                raise SystemExit(refusal.read().decode())

        """.ReplaceLineEndings("\n");

    private static IEnumerable<(string Path, JsonObject Body)> Requests(SavedRun run) => run.Place is SavedPlace.Explore
        ? run.Sweeps.Where(sweep => sweep.Events.Count > 0).Select(sweep => ("/api/v1/sweeps", Body(sweep.Request)))
        : run.Traces.Select(trace => trace.Request.Interventions.Count > 0 ? ("/api/v1/interventions", Body(trace.Request)) : ("/api/v1/traces", BodyOfPlain(trace.Request)));

    private static JsonObject Body(SweepRequest request)
    {
        var body = Given(JsonSerializer.SerializeToNode(request, ApiJson.Default.SweepRequest)!.AsObject());
        if (request.Mapping.Kind is not MappingKind.Scale)
            body["mapping"]!.AsObject().Remove("factor");
        return body;
    }

    private static JsonObject Body(TraceRequest request) => Given(JsonSerializer.SerializeToNode(request, ApiJson.Default.TraceRequest)!.AsObject());

    private static JsonObject BodyOfPlain(TraceRequest request)
    {
        var body = Body(request);
        body.Remove("interventions");
        return body;
    }

    /// <summary>A field that is null is left out: the API takes it for one that was not given.</summary>
    private static JsonObject Given(JsonObject request)
    {
        foreach (var (name, value) in request.ToList())
        {
            if (value is null)
                request.Remove(name);
            else if (value is JsonArray items)
                items.OfType<JsonObject>().ToList().ForEach(item => Given(item));
            else if (value is JsonObject fields)
                Given(fields);
        }
        return request;
    }
}
