using System.Text.Json;
using Patchscopes.Model.Checkpoints;

namespace Patchscopes.Model.Tokens;

/// <summary>
/// Reads a tokenizer.json that is a byte-level BPE with GPT-2's split. Any part that would make other tokens (a
/// normalizer, another split, another post-processor) is refused by name.
/// </summary>
internal static class TokenizerJson
{
    public const string FileName = "tokenizer.json";

    public static TokenizerFiles Read(string path) => TokenizerFiles.ReadJson(path, root =>
    {
        var model = root.GetProperty("model");
        RequireType(model, "model", "BPE");
        RefuseOptions(model);
        RequireNothing(root, "normalizer");
        RequireByteLevel(root, "pre_tokenizer");
        RequireByteLevel(root, "post_processor", optional: true);
        var vocabulary = model.GetProperty("vocab").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32(), StringComparer.Ordinal);
        var special = root.TryGetProperty("added_tokens", out var added) && added.ValueKind == JsonValueKind.Array ? Added(added) : [];
        return new TokenizerFiles(vocabulary, Merges(model), special, null);
    });

    /// <summary>Older files write a merge as "a b", newer ones as ["a", "b"].</summary>
    private static List<string> Merges(JsonElement model) =>
        [.. model.GetProperty("merges").EnumerateArray().Select(merge =>
            merge.ValueKind == JsonValueKind.String ? merge.GetString()! : $"{merge[0].GetString()} {merge[1].GetString()}")];

    private static Dictionary<string, int> Added(JsonElement added)
    {
        var special = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var token in added.EnumerateArray())
            special[SpecialTokens.Content(FileName, token)] = token.GetProperty("id").GetInt32();
        return special;
    }

    private static void RefuseOptions(JsonElement model)
    {
        foreach (var option in new[] { "unk_token", "continuing_subword_prefix", "end_of_word_suffix" })
        {
            if (model.TryGetProperty(option, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text && text != "<|endoftext|>")
                throw new ModelLoadException($"{FileName}: model.{option} = \"{text}\" is not implemented.");
        }
        foreach (var option in new[] { "byte_fallback", "fuse_unk", "ignore_merges" })
        {
            if (model.TryGetProperty(option, out var value) && value.ValueKind == JsonValueKind.True)
                throw new ModelLoadException($"{FileName}: model.{option} is not implemented.");
        }
    }

    private static void RequireNothing(JsonElement root, string part)
    {
        if (root.TryGetProperty(part, out var value) && value.ValueKind != JsonValueKind.Null)
            throw new ModelLoadException($"{FileName}: the {part} {TypeOf(value)} is not implemented.");
    }

    private static void RequireByteLevel(JsonElement root, string part, bool optional = false)
    {
        if (!root.TryGetProperty(part, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            if (optional)
                return;
            throw new ModelLoadException($"{FileName} has no {part}; only ByteLevel is implemented.");
        }
        RequireType(value, part, "ByteLevel");
        var prefix = value.TryGetProperty("add_prefix_space", out var add) && add.ValueKind == JsonValueKind.True;
        var split = !value.TryGetProperty("use_regex", out var regex) || regex.ValueKind == JsonValueKind.True;
        if (part == "pre_tokenizer" && (prefix || !split))
            throw new ModelLoadException($"{FileName}: a ByteLevel {part} with add_prefix_space, or without use_regex, is not implemented.");
    }

    private static void RequireType(JsonElement value, string part, string wanted)
    {
        if (TypeOf(value) != wanted)
            throw new ModelLoadException($"{FileName}: the {part} {TypeOf(value)} is not implemented; only {wanted} is.");
    }

    private static string TypeOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty("type", out var type) ? type.GetString() ?? "?" : "?";
}
