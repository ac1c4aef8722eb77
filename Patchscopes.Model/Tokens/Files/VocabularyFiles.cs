using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Tokens.Normalizing;
using Patchscopes.Model.Tokens.Splitting;

namespace Patchscopes.Model.Tokens.Files;

/// <summary>Reads vocab.json and merges.txt: a byte-level BPE whose split depends on the tokenizer class.</summary>
internal static class VocabularyFiles
{
    public const string FileName = "vocab.json";
    public const string MergesName = "merges.txt";

    private const string QwenSplit =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public static TokenizerParts Read(string vocabulary, string merges, TokenizerClass? @class)
    {
        var ids = JsonPart.Read(vocabulary, root => root.Members().ToDictionary(member => member.Name, member => member.Part.TokenId(), StringComparer.Ordinal));
        MergeList.RequireDistinctIds(FileName, ids);
        MergeList.RequireAlphabet(FileName, ids);
        var lines = ReadLines(merges).Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal));
        var checkedMerges = MergeList.Checked(MergesName, ids, lines.Select(line => (line, MergeList.Parse(line))));
        var end = @class?.EndText ?? "<|endoftext|>";
        var parts = TokenizerParts.Gpt2(ids, checkedMerges, ids.TryGetValue(end, out var id) ? [new AddedToken(id, end)] : []);
        return (@class?.Name) switch
        {
            null or "GPT2Tokenizer" => parts,
            "GPTNeoXTokenizer" => parts with { Normalizer = new CanonicalNormalizer(Composes: true) },
            "Qwen2Tokenizer" => parts with
            {
                Normalizer = new CanonicalNormalizer(Composes: true),
                PreTokenizer = new PreTokenizerSequence(
                    [new PatternPreTokenizer(KnownPatterns.Find(QwenSplit)!, SplitBehavior.Isolated, false), new ByteLevelPreTokenizer(AddsSpace: false, Splits: false)]),
            },
            var other => throw new ModelLoadException($"{TokenizerSettings.FileName}: the tokenizer class {other} with {FileName} and {MergesName} is not implemented; a tokenizer.json beside them would be read."),
        };
    }

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
}
