using System.Text.Json;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Api;

/// <summary>Reads the requests of the HTTP API and the hub.</summary>
internal static class RequestReader
{
    /// <summary>Room in bytes for the longest text that is tokenised, with most of its characters escaped.</summary>
    public const int LargestRequest = 4 * 1024 * 1024;

    /// <summary>A field given twice is refused: which of the two was meant cannot be known.</summary>
    public static JsonDocumentOptions Strict { get; } = new() { AllowDuplicateProperties = false };

    /// <exception cref="RequestRefusedException">A field is missing, unknown or malformed.</exception>
    public static SweepRequest Sweep(JsonElement body) => Read(() =>
    {
        var fields = new JsonFields(body, "", "model", "source", "target", "readout", "topK", "sourceLayers", "targetLayers");
        return new SweepRequest
        {
            Model = fields.Text("model"),
            Source = Prompt(fields, "source"),
            Target = Prompt(fields, "target"),
            Readout = fields.OptionalReadout("readout") ?? Readout.Last,
            TopK = fields.OptionalWhole("topK") ?? SweepRequest.DefaultTopK,
            SourceLayers = fields.OptionalLayers("sourceLayers"),
            TargetLayers = fields.OptionalLayers("targetLayers"),
        };
    });

    /// <exception cref="RequestRefusedException">A field is missing, unknown or malformed.</exception>
    public static TokenizeRequest Tokenize(JsonElement body) => Read(() =>
    {
        var fields = new JsonFields(body, "", "model", "text", "chat");
        return new TokenizeRequest(fields.Text("model"), fields.Text("text")) { Chat = fields.OptionalFlag("chat") ?? false };
    });

    /// <summary>What is said of a body that is no JSON.</summary>
    public static RequestRefusedException NotJson(JsonException error) => new(RefusalReason.Invalid, null,
        error is { LineNumber: { } line, BytePositionInLine: { } at }
            ? $"The body is not valid JSON (line {line + 1}, byte {at + 1}), or has a field twice."
            : "The body is not valid JSON, or has a field twice.");

    /// <summary>Reads a request; a text in it that is no Unicode is refused.</summary>
    public static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException error)
        {
            // The reader's way of saying that a text is no Unicode: an invalid byte, or half of a surrogate pair.
            throw new RequestRefusedException(RefusalReason.Invalid, null, "The body holds a text that is not valid Unicode.", error);
        }
    }

    private static PromptPosition Prompt(JsonFields fields, string name)
    {
        var prompt = fields.Object(name, "prompt", "position", "chat");
        return new PromptPosition(prompt.Text("prompt"), prompt.Whole("position")) { Chat = prompt.OptionalFlag("chat") ?? false };
    }
}
