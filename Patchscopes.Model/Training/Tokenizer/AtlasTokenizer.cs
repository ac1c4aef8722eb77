using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace Patchscopes.Model.Training.Tokenizer;

/// <summary>
/// Encodes the corpus. Texts come in a limited number of pieces, which are remembered. Not for several threads at once.
/// </summary>
internal sealed partial class AtlasTokenizer
{
    private const int RememberedTexts = 400_000;
    private readonly BpeTokenizer _tokenizer;
    private readonly Dictionary<string, int[]> _remembered = [];

    public AtlasTokenizer(AtlasVocabulary vocabulary)
    {
        Vocabulary = vocabulary;
        var tokens = vocabulary.Tokens.Select((token, id) => KeyValuePair.Create(token, id));
        var merges = vocabulary.Merges.Select(merge => $"{merge.Left} {merge.Right}");
        _tokenizer = BpeTokenizer.Create(new BpeOptions(tokens)
        {
            Merges = merges,
            ByteLevel = true,
            PreTokenizer = new RegexPreTokenizer(Gpt2Words(), null),
        });
    }

    public AtlasVocabulary Vocabulary { get; }

    /// <summary>The ids of a text.</summary>
    public int[] Encode(string text)
    {
        if (_remembered.TryGetValue(text, out var ids))
            return ids;
        ids = [.. _tokenizer.EncodeToIds(text)];
        if (_remembered.Count < RememberedTexts)
            _remembered[text] = ids;
        return ids;
    }

    /// <summary>The text of ids.</summary>
    public string Decode(IEnumerable<int> ids) => _tokenizer.Decode(ids) ?? "";

    /// <summary>GPT-2's split into words, the leading space belonging to the word.</summary>
    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    private static partial Regex Gpt2Words();
}
