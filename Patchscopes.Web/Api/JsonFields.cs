using System.Text.Json;
using Patchscopes.Model.Architecture;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Api;

/// <summary>
/// The fields of one JSON object of a request, read by hand: so each refusal names the field as the client wrote it and
/// its value, and an unknown field (a slip like "topk") is refused and not passed over. An optional null is a field left out.
/// </summary>
internal sealed class JsonFields
{
    private readonly JsonElement _object;
    private readonly string _path;

    /// <param name="element">The object.</param>
    /// <param name="path">Its name as a field, or "" for the whole body.</param>
    /// <param name="known">The fields it may have.</param>
    public JsonFields(JsonElement element, string path, params ReadOnlySpan<string> known)
    {
        (_object, _path) = (element, path);
        var fields = string.Join(", ", known!);
        if (element.ValueKind != JsonValueKind.Object)
            throw Refused(path.Length == 0 ? null : path, $"{(path.Length == 0 ? "The request" : path)} must be an object with {fields}, not {Words.Cut(element.GetRawText())}.");
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            if (!given.Add(property.Name))
                throw Refused(PathOf(property.Name), $"{PathOf(property.Name)} is given twice: which of the two is meant?");
            if (!known.Contains(property.Name))
                throw Refused(PathOf(property.Name), $"There is no field {Words.Quote(PathOf(property.Name))}: the fields are {fields}.");
        }
    }

    public string Text(string name)
    {
        var value = Required(name, "a text");
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Malformed(name, "a text", value);
    }

    public int Whole(string name) => WholeOf(name, Required(name, "a whole number"));

    public int? OptionalWhole(string name) => Optional(name) is { } value ? WholeOf(name, value) : null;

    public JsonFields Object(string name, params ReadOnlySpan<string> known) =>
        new(Required(name, $"an object with {string.Join(", ", known!)}"), PathOf(name), known);

    public Readout? OptionalReadout(string name)
    {
        const string Allowed = $"\"{Readout.LastName}\", \"{Readout.PatchedName}\" or a position";
        if (Optional(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number)
            return value.TryGetInt32(out var position) ? Readout.At(position) : throw Malformed(name, Allowed, value);
        return value.ValueKind != JsonValueKind.String ? throw Malformed(name, Allowed, value) : value.GetString() switch
        {
            Readout.LastName => Readout.Last,
            Readout.PatchedName => Readout.Patched,
            _ => throw Malformed(name, Allowed, value),
        };
    }

    public IReadOnlyList<Layer>? OptionalLayers(string name)
    {
        if (Optional(name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(layer => LayerOf(name, layer))]
            : throw Malformed(name, "a list of block numbers and \"emb\"", value);
    }

    private Layer LayerOf(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && value.GetString() == Layer.EmbeddingName)
            return Layer.Embedding;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var block) && block >= 0
            ? new Layer(block)
            : throw Refused(PathOf(name), $"{PathOf(name)} holds {Words.Cut(value.GetRawText())}: a layer is a block's number from 0, or \"{Layer.EmbeddingName}\".");
    }

    private int WholeOf(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw Malformed(name, "a whole number", value);

    private JsonElement Required(string name, string allowed) => _object.TryGetProperty(name, out var value)
        ? value
        : throw Refused(PathOf(name), $"{PathOf(name)} is missing: give {allowed}.");

    private JsonElement? Optional(string name) =>
        _object.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private RequestRefusedException Malformed(string name, string allowed, JsonElement value) =>
        Refused(PathOf(name), $"{PathOf(name)} must be {allowed}, not {Words.Cut(value.GetRawText())}.");

    private static RequestRefusedException Refused(string? field, string message) => new(RefusalReason.Invalid, field, message);
}
