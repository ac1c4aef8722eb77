using System.Text.Json;
using System.Text.Unicode;
using Patchscopes.Model.Checkpoints;

namespace Patchscopes.Model.Tokens.Files;

/// <summary>A part of a JSON file that knows where it stands, so that what does not fit is an error that names the place.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Path">Keys from its root, joined by dots; empty at the root.</param>
/// <param name="Value">What stands there.</param>
internal readonly record struct JsonPart(string File, string Path, JsonElement Value)
{
    /// <summary>Whether nothing stands there.</summary>
    public bool IsMissing => Value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>Whether a text stands there.</summary>
    public bool IsText => Value.ValueKind == JsonValueKind.String;

    /// <summary>Whether a list stands there.</summary>
    public bool IsList => Value.ValueKind == JsonValueKind.Array;

    /// <summary>The "type" of a part of tokenizer.json.</summary>
    public string Type => this["type"].Text();

    /// <summary>A member; missing where there is none.</summary>
    public JsonPart this[string name] =>
        new(File, Path.Length == 0 ? name : $"{Path}.{name}", Required(JsonValueKind.Object, "an object").TryGetProperty(name, out var value) ? value : default);

    /// <summary>Reads a file of one JSON object.</summary>
    public static T Read<T>(string path, Func<JsonPart, T> read)
    {
        var name = System.IO.Path.GetFileName(path);
        try
        {
            var bytes = System.IO.File.ReadAllBytes(path);
            RequireUnicode(bytes);
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = new JsonPart(name, "", document.RootElement);
            root.Required(JsonValueKind.Object, "an object");
            return read(root);
        }
        // JsonException: not JSON; InvalidOperationException: a text that is no Unicode.
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new ModelLoadException($"{name} is damaged: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"{name} cannot be read.", error);
        }
    }

    /// <summary>The text that stands there.</summary>
    public string Text() => Required(JsonValueKind.String, "a text").GetString()!;

    /// <summary>The text that stands there, or null for nothing.</summary>
    public string? OptionalText() => IsMissing ? null : Text();

    /// <summary>The whole number that stands there.</summary>
    public int Number() => Value.ValueKind == JsonValueKind.Number && Value.TryGetInt32(out var number) ? number : throw Unfit("a whole number");

    /// <summary>The token id that stands there.</summary>
    public int TokenId() => Number() is >= 0 and <= TokenizerFiles.LargestId and var id ? id : throw Unfit("a token id");

    /// <summary>The flag that stands there, or <paramref name="absent"/> for nothing.</summary>
    public bool Flag(bool absent = false) => Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Undefined or JsonValueKind.Null => absent,
        _ => throw Unfit("true or false"),
    };

    /// <summary>The one character that stands there.</summary>
    public char Character() => Text() is [var character] ? character : throw Unfit("one character");

    /// <summary>The parts of a list; none where nothing stands there.</summary>
    public List<JsonPart> Items()
    {
        if (IsMissing)
            return [];
        var (file, path) = (File, Path);
        return [.. Required(JsonValueKind.Array, "a list").EnumerateArray().Select((item, place) => new JsonPart(file, $"{path}[{place}]", item))];
    }

    /// <summary>The items of a list that must be there.</summary>
    public List<JsonPart> RequiredItems()
    {
        Required(JsonValueKind.Array, "a list");
        return Items();
    }

    /// <summary>The members of an object by name; none where nothing stands there.</summary>
    public IEnumerable<(string Name, JsonPart Part)> Members()
    {
        if (IsMissing)
            yield break;
        foreach (var member in Required(JsonValueKind.Object, "an object").EnumerateObject())
            yield return (member.Name, new JsonPart(File, $"{Path}.{member.Name}", member.Value));
    }

    /// <summary>The error for a value of a kind that is not implemented.</summary>
    public ModelLoadException NotImplemented(string what) => new($"{File}: {what} is not implemented.");

    /// <summary>A text that is no Unicode is an error wherever it stands, as in the reference implementation: JsonDocument looks only at what is asked for.</summary>
    private static void RequireUnicode(byte[] bytes)
    {
        if (!Utf8.IsValid(bytes))
            throw new JsonException("It is not UTF-8.");
        var reader = new Utf8JsonReader(bytes);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                _ = reader.GetString();
        }
    }

    private JsonElement Required(JsonValueKind kind, string words) => Value.ValueKind == kind ? Value : throw Unfit(words);

    private ModelLoadException Unfit(string words) =>
        new($"{File} is not laid out as expected: {(Path.Length == 0 ? "it" : Path)} is {(IsMissing ? "missing" : "not " + words)}.");
}
