using System.Text.Json;
using Patchscopes.Model.Architecture;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;

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

    public string Text(string name) => TextOf(name, Required(name, "a text"));

    public string? OptionalText(string name) => Optional(name) is { } value ? TextOf(name, value) : null;

    public int Whole(string name) => WholeOf(name, Required(name, "a whole number"));

    public int? OptionalWhole(string name) => Optional(name) is { } value ? WholeOf(name, value) : null;

    public double? OptionalNumber(string name) =>
        Optional(name) is not { } value ? null : value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw Malformed(name, "a number", value);

    public IReadOnlyList<string>? OptionalTexts(string name)
    {
        if (Optional(name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => TextOf(name, item))] : throw Malformed(name, "a list of texts", value);
    }

    public IReadOnlyList<int>? OptionalWholes(string name) => OptionalList<int>(name, "whole numbers", value =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null);

    public IReadOnlyList<float>? OptionalNumbers(string name) => OptionalList<float>(name, "numbers", value =>
        value.ValueKind == JsonValueKind.Number ? value.GetSingle() : null);

    /// <summary>A choice by its name.</summary>
    public T Name<T>(string name)
        where T : struct, Enum => NameOf<T>(name, Required(name, StageNames.Choice<T>()));

    public T? OptionalName<T>(string name)
        where T : struct, Enum => Optional(name) is { } value ? NameOf<T>(name, value) : null;

    public IReadOnlyList<T>? OptionalNames<T>(string name)
        where T : struct, Enum => Optional(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => NameOf<T>(name, item))]
        : throw Malformed(name, $"a list of {StageNames.Choice<T>()}", value);

    public bool? OptionalFlag(string name) => Optional(name) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Malformed(name, "true or false", value),
    };

    /// <summary>A list of objects that all may have the same fields.</summary>
    public IReadOnlyList<JsonFields> Objects(string name, params string[] known) => ObjectsOf(name, Required(name, "a list of objects"), known);

    public IReadOnlyList<JsonFields>? OptionalObjects(string name, params string[] known) =>
        Optional(name) is { } value ? ObjectsOf(name, value, known) : null;

    public JsonFields Object(string name, params ReadOnlySpan<string> known) =>
        new(Required(name, $"an object with {string.Join(", ", known!)}"), PathOf(name), known);

    public JsonFields? OptionalObject(string name, params ReadOnlySpan<string> known) =>
        Optional(name) is { } value ? new(value, PathOf(name), known) : null;

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

    public Layer RequiredLayer(string name) => LayerOf(name, Required(name, "a block's number or \"emb\""));

    public IReadOnlyList<Layer>? OptionalLayers(string name)
    {
        if (Optional(name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(layer => LayerOf(name, layer))]
            : throw Malformed(name, "a list of block numbers and \"emb\"", value);
    }

    private IReadOnlyList<JsonFields> ObjectsOf(string name, JsonElement value, string[] known) => value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().Select((item, at) => new JsonFields(item, $"{PathOf(name)}[{at}]", known))]
        : throw Malformed(name, "a list of objects", value);

    private T[]? OptionalList<T>(string name, string things, Func<JsonElement, T?> read)
        where T : struct
    {
        if (Optional(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Array)
            throw Malformed(name, $"a list of {things}", value);
        return [.. value.EnumerateArray().Select(item =>
            read(item) ?? throw Refused(PathOf(name), $"{PathOf(name)} holds {Words.Cut(item.GetRawText())}: give {things} only."))];
    }

    private T NameOf<T>(string name, JsonElement value)
        where T : struct, Enum =>
        value.ValueKind == JsonValueKind.String && StageNames.TryFind<T>(value.GetString(), out var known) ? known : throw Malformed(name, StageNames.Choice<T>(), value);

    private string TextOf(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Malformed(name, "a text", value);

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
