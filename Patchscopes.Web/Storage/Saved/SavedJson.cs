using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Patchscopes.Web.Api;

namespace Patchscopes.Web.Storage.Saved;

/// <summary>The JSON of saved runs: the names of the HTTP API, and nothing unknown is taken for known.</summary>
internal static class SavedJson
{
    private static readonly JsonSerializerOptions Options = Make();

    /// <summary>A run as it is stored and exported: without indents, which are two thirds of a map's file.</summary>
    public static byte[] Write(SavedRun run) => JsonSerializer.SerializeToUtf8Bytes(run, Options);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">It is not that.</exception>
    public static SavedRun Read(Stream json) => JsonSerializer.Deserialize<SavedRun>(json, Options) ?? throw Nothing();

    /// <summary>The same of a document that has been parsed.</summary>
    /// <exception cref="JsonException">It is no saved run.</exception>
    public static SavedRun Read(JsonElement json) => json.Deserialize<SavedRun>(Options) ?? throw Nothing();

    private static JsonException Nothing() => new("There is no run in the file.");

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions
        {
            // Not a generated context: what a file leaves out must keep its default.
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            NumberHandling = JsonNumberHandling.Strict,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            AllowDuplicateProperties = false,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowOutOfOrderMetadataProperties = true,
        };
        options.Converters.Add(new TokenReadingJsonConverter());
        foreach (var converter in ApiJson.Default.Options.Converters)
            options.Converters.Add(converter);
        options.MakeReadOnly();
        return options;
    }
}
