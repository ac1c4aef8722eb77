using System.Text.Json;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Patching.Mappings;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Api;

/// <summary>Reads the requests of the HTTP API and the hub.</summary>
internal static class RequestReader
{
    /// <summary>Room in bytes for the longest text that is tokenised, with most of its characters escaped.</summary>
    public const int LargestRequest = 4 * 1024 * 1024;

    private static readonly string[] SweepFields =
    [
        "model", "sourceModel", "source", "target", "alsoPatched", "site", "mapping", "readout", "topK", "sourceLayers", "targetLayers",
        "answers", "newTokens", "writes",
    ];

    /// <summary>A field given twice is refused: which of the two was meant cannot be known.</summary>
    public static JsonDocumentOptions Strict { get; } = new() { AllowDuplicateProperties = false };

    /// <exception cref="RequestRefusedException">A field is missing, unknown or malformed.</exception>
    public static SweepRequest Sweep(JsonElement body) => Read(() => Sweep(new JsonFields(body, "", SweepFields)));

    /// <exception cref="RequestRefusedException">A field is missing, unknown or malformed.</exception>
    public static CellRequest Cell(JsonElement body) => Read(() =>
    {
        var fields = new JsonFields(body, "", "sweep", "sourceLayer", "targetLayer", "topK", "newTokens", "controls");
        var request = new CellRequest(Sweep(fields.Object("sweep", SweepFields)), fields.RequiredLayer("sourceLayer"), fields.RequiredLayer("targetLayer"));
        return request with
        {
            TopK = fields.OptionalWhole("topK") ?? request.TopK,
            NewTokens = fields.OptionalWhole("newTokens") ?? request.NewTokens,
            Controls = fields.OptionalFlag("controls") ?? request.Controls,
        };
    });

    /// <exception cref="RequestRefusedException">A field is missing, unknown or malformed.</exception>
    public static LensRequest Lens(JsonElement body) => Read(() =>
    {
        var fields = new JsonFields(body, "", "model", "prompt", "chat", "decoder", "topK");
        var request = new LensRequest { Model = fields.Text("model"), Prompt = fields.Text("prompt") };
        return request with
        {
            Chat = fields.OptionalFlag("chat") ?? false,
            Decoder = fields.OptionalName<LensKind>("decoder") ?? request.Decoder,
            TopK = fields.OptionalWhole("topK") ?? request.TopK,
        };
    });

    private static SweepRequest Sweep(JsonFields fields)
    {
        return new SweepRequest
        {
            Model = fields.Text("model"),
            SourceModel = fields.OptionalText("sourceModel"),
            AlsoPatched = fields.OptionalWholes("alsoPatched"),
            Site = fields.OptionalName<PatchSite>("site") ?? PatchSite.Residual,
            Mapping = Mapping(fields),
            Answers = fields.OptionalTexts("answers"),
            NewTokens = fields.OptionalWhole("newTokens") ?? 0,
            Writes = fields.OptionalName<WrittenCells>("writes") ?? WrittenCells.All,
            Source = Prompt(fields, "source"),
            Target = Prompt(fields, "target"),
            Readout = fields.OptionalReadout("readout") ?? Readout.Last,
            TopK = fields.OptionalWhole("topK") ?? SweepRequest.DefaultTopK,
            SourceLayers = fields.OptionalLayers("sourceLayers"),
            TargetLayers = fields.OptionalLayers("targetLayers"),
        };
    }

    /// <exception cref="RequestRefusedException">A field is missing, unknown or malformed.</exception>
    public static TokenizeRequest Tokenize(JsonElement body) => Read(() =>
    {
        var fields = new JsonFields(body, "", "model", "text", "chat");
        return new TokenizeRequest(fields.Text("model"), fields.Text("text")) { Chat = fields.OptionalFlag("chat") ?? false };
    });

    /// <exception cref="RequestRefusedException">A field is missing, unknown or malformed.</exception>
    public static DownloadRequest Download(JsonElement body) => Read(() => new DownloadRequest(new JsonFields(body, "", "name").Text("name")));

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

    private static MappingRequest Mapping(JsonFields fields)
    {
        if (fields.OptionalObject("mapping", "kind", "factor", "texts", "fitAt") is not { } mapping)
            return MappingRequest.Identity;
        var kind = mapping.Name<MappingKind>("kind");
        var factor = mapping.OptionalNumber("factor");
        // What a saved run's request says for every kind is let through.
        if (factor is not (null or 1) && kind is not MappingKind.Scale)
            throw new RequestRefusedException(RefusalReason.Invalid, "mapping.factor", "mapping.factor is what \"scale\" multiplies by: leave it out for another kind.");
        return new MappingRequest(kind) { Factor = factor ?? 1, Texts = mapping.OptionalText("texts"), FitAt = mapping.OptionalName<FitPlaces>("fitAt") ?? FitPlaces.EveryToken };
    }

    private static PromptPosition Prompt(JsonFields fields, string name)
    {
        var prompt = fields.Object(name, "prompt", "position", "chat");
        return new PromptPosition(prompt.Text("prompt"), prompt.Whole("position")) { Chat = prompt.OptionalFlag("chat") ?? false };
    }
}
