using System.Text.Json;
using Patchscopes.Model.Checkpoints;

namespace Patchscopes.Model.Tokens;

/// <summary>What the tokenizer files of a model folder say, for a byte-level BPE of GPT-2's kind.</summary>
/// <param name="Vocabulary">Piece, as written in the byte alphabet, to token id.</param>
/// <param name="Merges">"left right", the most important first.</param>
/// <param name="Special">Special tokens: exact text to id. They are matched in prompts before anything else.</param>
/// <param name="BeginToken">The token put before each prompt, or null.</param>
internal sealed record TokenizerFiles(
    IReadOnlyDictionary<string, int> Vocabulary, IReadOnlyList<string> Merges, IReadOnlyDictionary<string, int> Special, int? BeginToken)
{
    /// <summary>Settings of the tokenizer, where a folder has them.</summary>
    public const string ConfigFile = "tokenizer_config.json";

    /// <summary>What GPT-2's tokenizer begins and ends texts with unless its settings say otherwise.</summary>
    private const string EndOfText = "<|endoftext|>";

    /// <summary>Reads vocab.json and merges.txt, or else tokenizer.json; further special tokens and settings where there are any.</summary>
    public static TokenizerFiles Read(string folder)
    {
        string At(string name) => Path.Combine(folder, name);
        var files = File.Exists(At("vocab.json")) && File.Exists(At("merges.txt"))
            ? FromVocabulary(At("vocab.json"), At("merges.txt"))
            : File.Exists(At(TokenizerJson.FileName))
                ? TokenizerJson.Read(At(TokenizerJson.FileName))
                : throw new ModelLoadException("The model folder holds no tokenizer: vocab.json with merges.txt, or tokenizer.json, must be beside config.json.");
        files = files with { Special = SpecialTokens.Read(folder, files) };
        return files with { BeginToken = BeginTokenOf(At(ConfigFile), files) };
    }

    private static TokenizerFiles FromVocabulary(string vocabulary, string merges)
    {
        var ids = ReadJson(vocabulary, root => root.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32(), StringComparer.Ordinal));
        var lines = ReadLines(merges).Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal)).ToList();
        var special = ids.TryGetValue(EndOfText, out var end) ? new Dictionary<string, int> { [EndOfText] = end } : [];
        return new TokenizerFiles(ids, lines, special, null);
    }

    /// <summary>GPT-2's tokenizer adds no BOS unless its files ask for it.</summary>
    private static int? BeginTokenOf(string path, TokenizerFiles files)
    {
        if (!File.Exists(path))
            return null;
        var name = ReadJson(path, root =>
        {
            if (IsSet(root, "add_prefix_space"))
                throw new ModelLoadException($"{ConfigFile}: add_prefix_space is not implemented.");
            if (!IsSet(root, "add_bos_token"))
                return null;
            return root.TryGetProperty("bos_token", out var bos) && bos.ValueKind != JsonValueKind.Null ? SpecialTokens.Content(ConfigFile, bos) : EndOfText;
        });
        if (name is null)
            return null;
        return files.Special.TryGetValue(name, out var id) || files.Vocabulary.TryGetValue(name, out id)
            ? id : throw new ModelLoadException($"{ConfigFile} adds the token {name} before each prompt, but the vocabulary lacks it.");
    }

    private static bool IsSet(JsonElement root, string setting) => root.TryGetProperty(setting, out var value) && value.ValueKind == JsonValueKind.True;

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"{Path.GetFileName(path)} cannot be read.", error);
        }
    }

    /// <summary>Reads a JSON file; what does not fit is an error that names the file.</summary>
    public static T ReadJson<T>(string path, Func<JsonElement, T> read)
    {
        var name = Path.GetFileName(path);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { AllowDuplicateProperties = false });
            return read(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ModelLoadException($"{name} is damaged or not laid out as expected: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"{name} cannot be read.", error);
        }
    }
}
