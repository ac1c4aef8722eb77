using System.Text.Json;
using System.Text.Json.Serialization;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Storage.Saved;

/// <summary>A token with its probability, as the API writes it; its visible form is added where its text alone does not give it.</summary>
internal sealed class TokenReadingJsonConverter : JsonConverter<TokenReading>
{
    private const string Id = "id";
    private const string Text = "text";
    private const string Probability = "probability";
    private const string Display = "display";

    public override TokenReading Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        (int? id, string? text, float? probability, string? display) = (null, null, null, null);
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("A token is an object with id, text and probability.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case Id when reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number):
                    id = number;
                    break;
                case Text when reader.TokenType == JsonTokenType.String:
                    text = reader.GetString();
                    break;
                case Probability when reader.TokenType == JsonTokenType.Number && reader.TryGetSingle(out var share):
                    probability = share;
                    break;
                case Display when reader.TokenType == JsonTokenType.String:
                    display = reader.GetString();
                    break;
                default:
                    throw new JsonException($"A token has no such field, or not this value there: {name}.");
            }
        }
        if (id is not { } known || text is null || probability is not { } value)
            throw new JsonException("A token lacks its id, text or probability.");
        var reading = new TokenReading(known, text, value);
        return display is null ? reading : reading with { Display = display };
    }

    public override void Write(Utf8JsonWriter writer, TokenReading value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber(Id, value.Id);
        writer.WriteString(Text, value.Text);
        writer.WriteNumber(Probability, value.Probability);
        if (value.Display != TokenDisplay.Of(value.Text))
            writer.WriteString(Display, value.Display);
        writer.WriteEndObject();
    }
}
