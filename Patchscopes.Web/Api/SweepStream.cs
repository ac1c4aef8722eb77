using System.Text.Json;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Api;

/// <summary>A run as NDJSON: one object per line, each sent as soon as it is there.</summary>
internal sealed class SweepStream(SweepRun run) : IResult
{
    public const string ContentType = "application/x-ndjson";

    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var gone = httpContext.RequestAborted;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        // A proxy that collected the stream would make it arrive all at once.
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await foreach (var sweepEvent in run.Events.WithCancellation(gone))
            {
                await JsonSerializer.SerializeAsync(response.BodyWriter, sweepEvent, ApiJson.Default.SweepEvent, gone);
                await response.BodyWriter.WriteAsync(LineEnd, gone);
            }
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The client has gone: nobody is left to tell.
        }
    }
}
