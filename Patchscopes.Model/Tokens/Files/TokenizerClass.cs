using Patchscopes.Model.Checkpoints;

namespace Patchscopes.Model.Tokens.Files;

/// <summary>What a tokenizer class of transformers does where the settings say nothing.</summary>
/// <param name="Name">Its name, without "Fast".</param>
/// <param name="BeginText">BOS, or null.</param>
/// <param name="EndText">EOS, or null.</param>
/// <param name="AddsBegin">Whether it puts BOS before a prompt.</param>
internal sealed record TokenizerClass(string Name, string? BeginText, string? EndText, bool AddsBegin)
{
    private const string EndOfText = "<|endoftext|>";

    private static readonly TokenizerClass[] Known =
    [
        new("GPT2Tokenizer", EndOfText, EndOfText, false),
        new("GPTNeoXTokenizer", EndOfText, EndOfText, false),
        new("Qwen2Tokenizer", null, EndOfText, false),
        new("BloomTokenizer", "<s>", "</s>", false),
        new("LlamaTokenizer", "<s>", "</s>", true),
        new("CodeLlamaTokenizer", "<s>", "</s>", true),
        new("GemmaTokenizer", "<bos>", "<eos>", true),
    ];

    /// <summary>Model types of config.json whose folders may come without a tokenizer_config.json.</summary>
    private static readonly Dictionary<string, string> ByModelType = new()
    {
        ["gpt2"] = "GPT2Tokenizer",
        ["gpt_neo"] = "GPT2Tokenizer",
        ["gptj"] = "GPT2Tokenizer",
        ["opt"] = "GPT2Tokenizer",
        ["gpt_neox"] = "GPTNeoXTokenizer",
        ["qwen2"] = "Qwen2Tokenizer",
        ["qwen3"] = "Qwen2Tokenizer",
        ["bloom"] = "BloomTokenizer",
        ["llama"] = "LlamaTokenizer",
        ["mistral"] = "LlamaTokenizer",
        ["phi3"] = "LlamaTokenizer",
        ["gemma"] = "GemmaTokenizer",
        ["gemma2"] = "GemmaTokenizer",
        ["gemma3_text"] = "GemmaTokenizer",
    };

    /// <summary>The class by the name that tokenizer_config.json gives; one that is not known here has no defaults.</summary>
    public static TokenizerClass OfName(string name)
    {
        // The first Llama checkpoints that went round spell it so.
        var plain = name == "LLaMATokenizer" ? "LlamaTokenizer" : name.EndsWith("Fast", StringComparison.Ordinal) ? name[..^4] : name;
        return Known.FirstOrDefault(known => known.Name == plain) ?? new TokenizerClass(name, null, null, false);
    }

    /// <summary>The class that transformers takes for the model of a folder; null where its config.json is none of those.</summary>
    public static TokenizerClass? OfModel(string folder)
    {
        var path = Path.Combine(folder, "config.json");
        if (!File.Exists(path))
            return null;
        try
        {
            var type = JsonPart.Read(path, root => root["model_type"].OptionalText());
            return type is not null && ByModelType.TryGetValue(type, out var name) ? OfName(name) : null;
        }
        catch (ModelLoadException)
        {
            // Loading the model will say what is wrong with it.
            return null;
        }
    }
}
