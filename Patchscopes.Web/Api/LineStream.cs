using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Patchscopes.Web.Api;

/// <summary>A stream as NDJSON: one object per line, each sent as soon as it is there.</summary>
internal sealed class LineStream<TLine>(IAsyncEnumerable<TLine> lines, JsonTypeInfo<TLine> json) : IResult
{
    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var gone = httpContext.RequestAborted;
        response.ContentType = LineStream.ContentType;
        response.Headers.CacheControl = "no-store";
        // A proxy that collected the stream would make it arrive all at once.
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await foreach (var line in lines.WithCancellation(gone))
            {
                await JsonSerializer.SerializeAsync(response.BodyWriter, line, json, gone);
                await response.BodyWriter.WriteAsync(LineEnd, gone);
            }
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The client has gone: nobody is left to tell.
        }
    }
}

/// <summary>What all line streams have in common.</summary>
internal static class LineStream
{
    public const string ContentType = "application/x-ndjson";
}
