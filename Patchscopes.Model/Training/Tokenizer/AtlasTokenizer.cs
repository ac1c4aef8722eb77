using Patchscopes.Model.Tokens;

namespace Patchscopes.Model.Training.Tokenizer;

/// <summary>
/// Encodes the corpus, as the finished model's tokenizer will. Texts come in a limited number of pieces, which are
/// remembered. Not for several threads at once.
/// </summary>
internal sealed class AtlasTokenizer(AtlasVocabulary vocabulary)
{
    private const int RememberedTexts = 400_000;
    private readonly PromptTokenizer _tokenizer = new(vocabulary.Files());
    private readonly Dictionary<string, int[]> _remembered = [];

    public AtlasVocabulary Vocabulary { get; } = vocabulary;

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
    public string Decode(IEnumerable<int> ids) => _tokenizer.Decode(ids);
}
