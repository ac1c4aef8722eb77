using System.Text.Json;

namespace Patchscopes.Model.Checkpoints;

/// <summary>
/// A config.json of which every key must be accounted for: read, known to change nothing, or an error that names it.
/// </summary>
internal sealed class ConfigReader : IDisposable
{
    public const string FileName = "config.json";

    private readonly JsonDocument _document;
    private readonly HashSet<string> _left;

    private ConfigReader(JsonDocument document, byte[] bytes)
    {
        (_document, Bytes) = (document, bytes);
        _left = [.. document.RootElement.EnumerateObject().Select(property => property.Name)];
        // Broken bytes anywhere are found here, so that any value may be quoted in a message.
        _ = document.RootElement.GetRawText();
    }

    /// <summary>The file as it is.</summary>
    public byte[] Bytes { get; }

    public static ConfigReader Open(string folder)
    {
        try
        {
            var bytes = File.ReadAllBytes(Path.Combine(folder, FileName));
            var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return new ConfigReader(document, bytes);
            document.Dispose();
            throw new ModelLoadException($"{FileName} is no JSON object.");
        }
        catch (JsonException error)
        {
            throw new ModelLoadException($"{FileName} is not valid JSON, or has a key twice: line {error.LineNumber + 1}.", error);
        }
        catch (InvalidOperationException error)
        {
            throw NoUnicode(error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"{FileName} is missing or cannot be read.", error);
        }
    }

    public string Text(string key)
    {
        try
        {
            return Value(key) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw Wrong(key, "a text");
        }
        catch (InvalidOperationException error)
        {
            throw NoUnicode(error);
        }
    }

    public int PositiveInt(string key) =>
        Value(key) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) && number > 0
            ? number : throw Wrong(key, "a whole number above 0");

    public int? OptionalInt(string key) => Value(key) switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) => number,
        _ => throw Wrong(key, "a whole number or null"),
    };

    public double Number(string key, double missing) => Value(key) switch
    {
        null or { ValueKind: JsonValueKind.Null } => missing,
        { ValueKind: JsonValueKind.Number } value => value.GetDouble(),
        _ => throw Wrong(key, "a number"),
    };

    public bool Flag(string key, bool missing) => Value(key) switch
    {
        null or { ValueKind: JsonValueKind.Null } => missing,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong(key, "true or false"),
    };

    /// <summary>A setting of which only one value is implemented.</summary>
    public void Require(string key, bool value)
    {
        if (Flag(key, value) != value)
            throw new ModelLoadException($"{FileName}: {key} = {Raw(key)} is not implemented; only {(value ? "true" : "false")} is.");
    }

    /// <summary>A value that is valid and not implemented.</summary>
    public ModelLoadException NotImplemented(string key) =>
        new($"{FileName}: {key} = {Raw(key)} is not implemented.");

    /// <summary>Keys that change nothing in what the model computes.</summary>
    public void Ignore(IEnumerable<string> keys) => _left.ExceptWith(keys);

    /// <summary>Throws if a key was neither read nor ignored.</summary>
    public void Finish()
    {
        if (_left.Order(StringComparer.Ordinal).FirstOrDefault() is { } key)
        {
            throw new ModelLoadException(
                $"{FileName}: the key {key} (= {Raw(key)}) is unknown for this kind of model and might change what it computes. " +
                "Remove it if you know that it does not.");
        }
    }

    public void Dispose() => _document.Dispose();

    private JsonElement? Value(string key)
    {
        _left.Remove(key);
        return _document.RootElement.TryGetProperty(key, out var value) ? value : null;
    }

    private string Raw(string key)
    {
        if (!_document.RootElement.TryGetProperty(key, out var value))
            return "missing";
        var raw = value.GetRawText();
        return raw.Length <= 60 ? raw : raw[..60] + "…";
    }

    /// <summary>The parser looks at bytes only; invalid UTF-8 or half a surrogate pair is found when a text is read, and then as an invalid operation.</summary>
    private static ModelLoadException NoUnicode(InvalidOperationException error) =>
        new($"{FileName} holds a text that is not valid Unicode. Fetch the file again.", error);

    private ModelLoadException Wrong(string key, string wanted) => new($"{FileName}: {key} = {Raw(key)}, but must be {wanted}.");
}
