using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Patchscopes.Model.Architecture;
using Patchscopes.Web.Hubs;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;

namespace Patchscopes.Web.Api;

/// <summary>Describes in /openapi/v1.json what the types' converters hide: a layer and a read-out.</summary>
internal static class ApiSchemas
{
    private static readonly Type[] Requests =
    [
        typeof(SweepRequest), typeof(PromptPosition), typeof(MappingRequest), typeof(CellRequest), typeof(LensRequest), typeof(TokenizeRequest), typeof(TraceBody), typeof(TraceRequest),
        typeof(InterventionRequest), typeof(VectorSource), typeof(DatasetRequest), typeof(DatasetRow), typeof(AblationRequest), typeof(DownloadRequest),
    ];

    private const string AdministratorScheme = "administrator";

    private static readonly Type[] HasTopK = [typeof(SweepRequest), typeof(CellRequest), typeof(LensRequest), typeof(TraceBody), typeof(TraceRequest)];

    public static void Describe(OpenApiOptions options) => options
        .AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Patchscopes";
            document.Info.Description = "What a language model's hidden states say. Text is exact everywhere; a token's \"display\" is its visible form. "
                + $"The hub {PatchscopesHub.Path} streams the same objects over SignalR, each method by the request of its endpoint: "
                + "StreamSweep (/api/v1/sweeps), StreamTrace (/api/v1/traces), StreamIntervention (/api/v1/interventions), "
                + "StreamDataset (/api/v1/stages/datasets), StreamAblation (/api/v1/stages/ablations). FollowRoom takes a room's code and streams what its teacher shows.";
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
            {
                [AdministratorScheme] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = BearerKey.Scheme,
                    Description = "The key that the server's settings give as Admin:Key.",
                },
            };
            return Task.CompletedTask;
        })
        .AddOperationTransformer(GuardAsync)
        .AddSchemaTransformer(DescribeAsync);

    private static Task GuardAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<ITagsMetadata>().Any(tags => tags.Tags.Contains(AdministrationApi.Tag, StringComparer.Ordinal)))
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(AdministratorScheme, context.Document)] = [] }];
        return Task.CompletedTask;
    }

    private static async Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        // A field that is not known is refused, and so is a client's slip ("topk").
        if (Requests.Contains(context.JsonTypeInfo.Type))
            schema.AdditionalPropertiesAllowed = false;
        if (context.JsonTypeInfo.Type == typeof(Layer))
            Describe(schema, "The 0-based index of a block (its output), or \"emb\" for the embedding output.", minimum: 0, Layer.EmbeddingName);
        else if (context.JsonTypeInfo.Type == typeof(Readout))
            Describe(schema, "The last token of the target prompt, the patched position, or a position (negative from the end).", minimum: null, Readout.LastName, Readout.PatchedName);
        else if (context.JsonPropertyInfo is { Name: "topK" } topK && topK.DeclaringType is { } type && HasTopK.Contains(type))
            (schema.Minimum, schema.Maximum) = ("1", $"{SweepRequest.LargestTopK}");
        else if (context.JsonTypeInfo.Type == typeof(IReadOnlyList<Layer>))
            (schema.Items, schema.MinItems, schema.UniqueItems) = (await context.GetOrCreateSchemaAsync(typeof(Layer), null, cancellationToken), 1, true);
    }

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
