using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Patchscopes.Model.Architecture;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Api;

/// <summary>Describes in /openapi/v1.json what the types' converters hide: a layer and a read-out.</summary>
internal static class ApiSchemas
{
    public static void Describe(OpenApiOptions options) => options.AddSchemaTransformer((schema, context, _) =>
    {
        if (context.JsonTypeInfo.Type == typeof(Layer))
            Describe(schema, "The 0-based index of a block (its output), or \"emb\" for the embedding output.", minimum: 0, Layer.EmbeddingName);
        else if (context.JsonTypeInfo.Type == typeof(Readout))
            Describe(schema, "The last token of the target prompt, the patched position, or a position (negative from the end).", minimum: null, ReadoutJsonConverter.Last, ReadoutJsonConverter.Patched);
        else if (context.JsonPropertyInfo is { Name: "topK" } topK && topK.DeclaringType == typeof(SweepRequest))
            (schema.Minimum, schema.Maximum) = ("1", $"{SweepRequest.LargestTopK}");
        return Task.CompletedTask;
    });

    private static void Describe(OpenApiSchema schema, string description, int? minimum, params string[] words)
    {
        schema.Type = null;
        schema.Properties = null;
        schema.Required = null;
        schema.Description = description;
        schema.OneOf =
        [
            new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = minimum is null ? null : $"{minimum}" },
            new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. words] },
        ];
    }
}
