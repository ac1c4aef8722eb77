using System.Text.Json;
using System.Text.Json.Serialization;
using Patchscopes.Model.Architecture;

namespace Patchscopes.Web.Api;

/// <summary>A layer as the API writes it: a block's number, or "emb".</summary>
internal sealed class LayerJsonConverter : JsonConverter<Layer>
{
    public override Layer Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(Layer.EmbeddingName))
            return Layer.Embedding;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var block) && block >= 0
            ? new Layer(block)
            : throw new JsonException($"A layer is a block's number, or \"{Layer.EmbeddingName}\".");
    }

    public override void Write(Utf8JsonWriter writer, Layer value, JsonSerializerOptions options)
    {
        if (value.IsEmbedding)
            writer.WriteStringValue(Layer.EmbeddingName);
        else
            writer.WriteNumberValue(value.Index);
    }
}
