using System.Text.Json;
using System.Text.Json.Serialization;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Api;

/// <summary>A read-out as the API writes it: "last", "patched" or a position.</summary>
internal sealed class ReadoutJsonConverter : JsonConverter<Readout>
{
    public override Readout Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader switch
    {
        { TokenType: JsonTokenType.String } when reader.ValueTextEquals(Readout.LastName) => Readout.Last,
        { TokenType: JsonTokenType.String } when reader.ValueTextEquals(Readout.PatchedName) => Readout.Patched,
        { TokenType: JsonTokenType.Number } when reader.TryGetInt32(out var position) => Readout.At(position),
        _ => throw new JsonException($"A read-out is \"{Readout.LastName}\", \"{Readout.PatchedName}\" or a position."),
    };

    public override void Write(Utf8JsonWriter writer, Readout value, JsonSerializerOptions options)
    {
        if (value.Position is { } position)
            writer.WriteNumberValue(position);
        else
            writer.WriteStringValue(value.IsPatched ? Readout.PatchedName : Readout.LastName);
    }
}
