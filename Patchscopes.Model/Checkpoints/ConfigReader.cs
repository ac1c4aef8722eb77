using System.Text.Json;

namespace Patchscopes.Model.Checkpoints;

/// <summary>
/// A config.json of which every key must be accounted for: read, known to change nothing, or an error that names it and
/// the file. An object inside it is a reader of its own.
/// </summary>
internal sealed class ConfigReader : IDisposable
{
    public const string FileName = "config.json";

    private readonly JsonDocument? _document;
    private readonly JsonElement _root;
    private readonly string _file;
    private readonly string _path;
    private readonly HashSet<string> _left;
    private readonly List<ConfigReader> _sections = [];

    private ConfigReader(JsonDocument? document, JsonElement root, string file, string path, byte[] bytes)
    {
        (_document, _root, _file, _path, Bytes) = (document, root, file, path, bytes);
        _left = [.. root.EnumerateObject().Select(property => property.Name)];
        // Broken bytes anywhere are found here, so that any value may be quoted in a message.
        _ = root.GetRawText();
    }

    /// <summary>The file as it is.</summary>
    public byte[] Bytes { get; }

    /// <summary>Opens the config.json of a folder, or a config file by its own name.</summary>
    public static ConfigReader Open(string folderOrFile)
    {
        var isFile = File.Exists(folderOrFile) || (Path.GetExtension(folderOrFile) == ".json" && !Directory.Exists(folderOrFile));
        var path = isFile ? folderOrFile : Path.Combine(folderOrFile, FileName);
        var name = Path.GetFileName(path);
        JsonDocument? document = null;
        try
        {
            var bytes = File.ReadAllBytes(path);
            document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return new ConfigReader(document, document.RootElement, name, "", bytes);
            throw new ModelLoadException($"{name} is no JSON object.");
        }
        catch (Exception error)
        {
            document?.Dispose();
            throw error switch
            {
                JsonException json => new ModelLoadException($"{name} is not valid JSON, or has a key twice: line {json.LineNumber + 1}.", json),
                InvalidOperationException => NoUnicode(name, error),
                IOException or UnauthorizedAccessException => new ModelLoadException($"{name} is missing or cannot be read.", error),
                _ => error,
            };
        }
    }

    public bool Has(string key) => _root.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>Whether a key says null, and so means none rather than the usual value.</summary>
    public bool IsNull(string key) => _root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Null;

    public string Text(string key) => OptionalText(key) ?? throw Wrong(key, "a text");

    public string? OptionalText(string key) => Value(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => TextOf(value),
        _ => throw Wrong(key, "a text"),
    };

    public int PositiveInt(string key) => OptionalPositiveInt(key) ?? throw Wrong(key, "a whole number above 0");

    public int? OptionalPositiveInt(string key) => Value(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) && number > 0 => number,
        _ => throw Wrong(key, "a whole number above 0"),
    };

    /// <summary>A number above 0.</summary>
    public double PositiveNumber(string key, double? missing = null) => OptionalPositiveNumber(key) ?? missing ?? throw Wrong(key, "a number above 0");

    public double? OptionalPositiveNumber(string key) => Value(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetDouble(out var number) && number > 0 && double.IsFinite(number) => number,
        _ => throw Wrong(key, "a number above 0"),
    };

    public bool Flag(string key, bool missing) => Value(key) switch
    {
        null => missing,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong(key, "true or false"),
    };

    /// <summary>A list of texts; null where there is none.</summary>
    public IReadOnlyList<string>? Texts(string key) => Value(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Array } value when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            [.. value.EnumerateArray().Select(TextOf)],
        _ => throw Wrong(key, "a list of texts"),
    };

    /// <summary>A whole number, a list of them, or nothing.</summary>
    public IReadOnlyList<int> Ints(string key) => Value(key) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) => [number],
        { ValueKind: JsonValueKind.Array } value when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out _)) =>
            [.. value.EnumerateArray().Select(item => item.GetInt32())],
        _ => throw Wrong(key, "a whole number or a list of them"),
    };

    /// <summary>The value as it is written; null where there is none.</summary>
    public JsonElement? Json(string key) => Value(key);

    /// <summary>An object inside the file, whose keys must be accounted for too; null where there is none.</summary>
    public ConfigReader? Section(string key)
    {
        if (Value(key) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Object)
            throw Wrong(key, "an object");
        var section = new ConfigReader(null, value, _file, $"{_path}{key}.", []);
        _sections.Add(section);
        return section;
    }

    /// <summary>Of several names of one thing the one that is there; an error where they say different things.</summary>
    public string OneOf(string key, params ReadOnlySpan<string> others)
    {
        var found = key;
        _left.Remove(key);
        foreach (var other in others)
        {
            _left.Remove(other);
            if (!Has(other))
                continue;
            if (Has(found) && Raw(found) != Raw(other))
                throw Refused($"{_path}{found} = {Raw(found)}, but {_path}{other} = {Raw(other)}: they are two names of one thing.");
            found = Has(found) ? found : other;
        }
        return found;
    }

    /// <summary>A setting of which only one value is implemented.</summary>
    public void Require(string key, bool value)
    {
        if (Flag(key, value) != value)
            throw Refused($"{_path}{key} = {Raw(key)} is not implemented; only {(value ? "true" : "false")} is.");
    }

    /// <summary>A value that is valid and not implemented.</summary>
    public ModelLoadException NotImplemented(string key) => Refused($"{_path}{key} = {Raw(key)} is not implemented.");

    /// <summary>What is wrong, after the file's name.</summary>
    public ModelLoadException Refused(string reason) => new($"{_file}: {reason}");

    public ModelLoadException Wrong(string key, string wanted) => Refused($"{_path}{key} = {Raw(key)}, but must be {wanted}.");

    /// <summary>Keys that change nothing in what the model computes.</summary>
    public void Ignore(IEnumerable<string> keys) => _left.ExceptWith(keys);

    /// <summary>Throws if a key was neither read nor ignored.</summary>
    public void Finish()
    {
        if (_left.Order(StringComparer.Ordinal).FirstOrDefault() is { } key)
        {
            throw Refused(
                $"the key {_path}{key} (= {Raw(key)}) is unknown for this kind of model and might change what it computes. " +
                "Remove it if you know that it does not.");
        }
        _sections.ForEach(section => section.Finish());
    }

    public void Dispose() => _document?.Dispose();

    /// <summary>The value of a key, which counts as read; null also stands for a null.</summary>
    private JsonElement? Value(string key)
    {
        _left.Remove(key);
        return Has(key) ? _root.GetProperty(key) : null;
    }

    private string TextOf(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw NoUnicode(_file, error);
        }
    }

    private string Raw(string key)
    {
        if (!_root.TryGetProperty(key, out var value))
            return "missing";
        var raw = value.GetRawText();
        return raw.Length <= 60 ? raw : raw[..60] + "…";
    }

    /// <summary>The parser looks at bytes only; invalid UTF-8 or half a surrogate pair is found when a text is read, and then as an invalid operation.</summary>
    private static ModelLoadException NoUnicode(string file, Exception error) =>
        new($"{file} holds a text that is not valid Unicode. Fetch the file again.", error);
}
