using System.Text.Json;
using Patchscopes.Model.Checkpoints;

namespace Patchscopes.Model.Tokens;

/// <summary>
/// The tokens that a folder adds to a vocabulary, exact text to id: Hugging Face's tokenizers match each of them in a text
/// before anything else, and so must this one.
/// </summary>
internal static class SpecialTokens
{
    private const string AddedFile = "added_tokens.json";
    private const string MapFile = "special_tokens_map.json";

    /// <summary>Roles that tokenizer_config.json and special_tokens_map.json give to tokens.</summary>
    private static readonly string[] Roles =
        ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token", "additional_special_tokens"];

    /// <summary>Options of an added token under which it would also take in what stands beside it.</summary>
    private static readonly string[] RefusedOptions = ["lstrip", "rstrip", "single_word"];

    /// <summary>What added_tokens.json, special_tokens_map.json and tokenizer_config.json say beyond <paramref name="files"/>.</summary>
    public static IReadOnlyDictionary<string, int> Read(string folder, TokenizerFiles files)
    {
        var special = new Dictionary<string, int>(files.Special, StringComparer.Ordinal);
        Each(folder, AddedFile, root =>
        {
            foreach (var token in root.EnumerateObject())
                special[token.Name] = token.Value.GetInt32();
        });
        Each(folder, TokenizerFiles.ConfigFile, root =>
        {
            if (root.TryGetProperty("added_tokens_decoder", out var added) && added.ValueKind == JsonValueKind.Object)
            {
                foreach (var token in added.EnumerateObject())
                    special[Content(TokenizerFiles.ConfigFile, token.Value)] = int.Parse(token.Name, System.Globalization.CultureInfo.InvariantCulture);
            }
        });
        foreach (var file in new[] { TokenizerFiles.ConfigFile, MapFile })
            Each(folder, file, root => AddRoles(file, root, files, special));
        return special;
    }

    /// <summary>The text of a token, which is written as it is or as an object with options.</summary>
    public static string Content(string file, JsonElement token)
    {
        if (token.ValueKind == JsonValueKind.String)
            return token.GetString()!;
        var content = token.GetProperty("content").GetString()!;
        foreach (var option in RefusedOptions)
        {
            if (token.TryGetProperty(option, out var set) && set.ValueKind == JsonValueKind.True)
                throw new ModelLoadException($"{file}: the added token {content} has {option}, which is not implemented.");
        }
        return content;
    }

    private static void AddRoles(string file, JsonElement root, TokenizerFiles files, Dictionary<string, int> special)
    {
        foreach (var role in Roles)
        {
            if (!root.TryGetProperty(role, out var given) || given.ValueKind == JsonValueKind.Null)
                continue;
            foreach (var token in given.ValueKind == JsonValueKind.Array ? given.EnumerateArray().ToArray() : [given])
            {
                var text = Content(file, token);
                if (special.ContainsKey(text))
                    continue;
                special[text] = files.Vocabulary.TryGetValue(text, out var id)
                    ? id : throw new ModelLoadException($"{file}: the {role} {text} has no id: neither the vocabulary nor {AddedFile} holds it.");
            }
        }
    }

    private static void Each(string folder, string file, Action<JsonElement> read)
    {
        var path = Path.Combine(folder, file);
        if (!File.Exists(path))
            return;
        TokenizerFiles.ReadJson(path, root =>
        {
            read(root);
            return true;
        });
    }
}
